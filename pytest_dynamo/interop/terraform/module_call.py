"""The community's module for tables, as if it were the resource that it makes.

https://registry.terraform.io/modules/terraform-aws-modules/dynamodb-table/aws. Most of its inputs go by
the names of the resource's arguments; lists of mappings stand where that has blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.terraform.resource import Resource

_SOURCE: Final = "dynamodb-table/aws"
_SAME: Final = (
    "name",
    "hash_key",
    "range_key",
    "read_capacity",
    "write_capacity",
    "stream_enabled",
    "stream_view_type",
    "deletion_protection_enabled",
    "table_class",
    "tags",
    "timeouts",
    "import_table",
    "on_demand_throughput",
    "warm_throughput",
    "restore_date_time",
    "restore_source_name",
    "restore_source_table_arn",
    "restore_to_latest_time",
    "region",
    "global_table_witness",
)
_RENAMED: Final = {
    "attributes": "attribute",
    "global_secondary_indexes": "global_secondary_index",
    "local_secondary_indexes": "local_secondary_index",
    "replica_regions": "replica",
}
_OWN: Final = {"source", "version", "create_table", "providers"}
_GROUPS: Final = {
    "ttl": {"ttl_enabled": "enabled", "ttl_attribute_name": "attribute_name"},
    "point_in_time_recovery": {
        "point_in_time_recovery_enabled": "enabled",
        "point_in_time_recovery_period_in_days": "recovery_period_in_days",
    },
    "server_side_encryption": {
        "server_side_encryption_enabled": "enabled",
        "server_side_encryption_kms_key_arn": "kms_key_arn",
    },
}
_SCALING: Final = {
    "autoscaling_enabled",
    "autoscaling_read",
    "autoscaling_write",
    "autoscaling_indexes",
    "autoscaling_defaults",
}
_AIM: Final = 70
_LENGTH: Final = 3  # module, its name, and an input
_INPUTS: Final = {argument: name for name, argument in _RENAMED.items()}
_ON_DEMAND: Final = "PAY_PER_REQUEST"  # the default of the module, unlike the provider's


def is_table_module(resource: Resource) -> bool:
    """Whether it is a call of that module."""
    source = resource.values.get("source")
    return resource.kind == "module" and isinstance(source, str) and _SOURCE in source


def resources_of_call(resource: Resource) -> list[Resource]:
    """The table that a call of the module makes, and what scales it."""
    given = resource.values
    values: dict[str, Any] = {"billing_mode": given.get("billing_mode", _ON_DEMAND)}
    values |= {name: given[name] for name in _SAME if name in given}
    for name, argument in _RENAMED.items():
        if name in given:
            values[argument] = given[name]
    for block, names in _GROUPS.items():
        members = {name: given[old] for old, name in names.items() if old in given}
        if members:
            values[block] = {"enabled": False, **members}
    scaling = list(_scaling(resource)) if given.get("autoscaling_enabled") is True else []
    named = resource.losses.named(_own_name)
    table = replace(resource, kind="aws_dynamodb_table", values=values, losses=named)
    policy = given.get("resource_policy")
    own_policy = {"resource_arn": resource.address, "policy": policy}
    policies = [_companion(resource, "aws_dynamodb_resource_policy", own_policy)] if policy else []
    _name_rest(given, resource, has_scaling=bool(scaling))
    return [table, *scaling, *policies]


def _own_name(where: Where) -> Where:
    """The place in the call of what has another one in the resource."""
    if len(where) < _LENGTH:
        return where
    head, name, rest = where[: _LENGTH - 1], where[_LENGTH - 1], where[_LENGTH:]
    group = {argument: own for own, argument in _GROUPS.get(str(name), {}).items()}
    if rest and rest[0] in group:
        return (*head, group[str(rest[0])])
    return (*head, _INPUTS.get(str(name), name), *rest)


def _scaling(resource: Resource) -> Iterator[Resource]:
    """The targets and policies the module makes: capacity is the minimum, 70 % the target."""
    given, table = resource.values, f"table/{resource.values.get('name')}"
    defaults = given.get("autoscaling_defaults")
    aim = defaults.get("target_value", _AIM) if isinstance(defaults, dict) else _AIM
    for kind in ("read", "write"):
        settings = given.get(f"autoscaling_{kind}")
        if isinstance(settings, dict) and settings:
            limits: Sequence[Any] = (given.get(f"{kind}_capacity", 1), settings.get("max_capacity"))
            own_aim = settings.get("target_value", aim)
            yield from _scaled(resource, table, (kind, "table"), limits, own_aim)
    indexes = given.get("autoscaling_indexes")
    for name, settings in indexes.items() if isinstance(indexes, dict) else ():
        for kind in ("read", "write"):
            if not isinstance(settings, dict):
                continue
            limits = [settings.get(f"{kind}_{one}_capacity") for one in ("min", "max")]
            if limits[1] is not None:
                place = f"{table}/index/{name}"
                own_aim = settings.get(f"{kind}_target_value", aim)
                yield from _scaled(resource, place, (kind, "index"), limits, own_aim)


def _scaled(
    resource: Resource,
    place: str,
    kinds: tuple[str, str],
    limits: Sequence[Any],
    aim: Any,  # noqa: ANN401
) -> Iterator[Resource]:
    capacity, what = kinds
    target = {
        "resource_id": place,
        "scalable_dimension": f"dynamodb:{what}:{capacity.capitalize()}CapacityUnits",
    }
    own = {"min_capacity": limits[0], "max_capacity": limits[1]}
    yield _companion(resource, "aws_appautoscaling_target", target | own)
    policy = {"target_tracking_scaling_policy_configuration": {"target_value": aim}}
    yield _companion(resource, "aws_appautoscaling_policy", target | policy)


def _companion(resource: Resource, kind: str, values: Mapping[str, Any]) -> Resource:
    return replace(resource, kind=kind, values=values)


def _name_rest(given: Mapping[str, Any], resource: Resource, *, has_scaling: bool) -> None:
    consumed = {"billing_mode", "resource_policy", *_SAME, *_RENAMED, *_OWN}
    consumed |= {old for names in _GROUPS.values() for old in names}
    if has_scaling:
        consumed |= _SCALING
        cooling = [name for name in ("autoscaling_read", "autoscaling_write") if name in given]
        for name in cooling:
            settings = given[name] if isinstance(given[name], dict) else {}
            for one in settings.keys() - {"max_capacity", "target_value"}:
                where = (*resource.where, name, one)
                resource.losses.add(where, "a design has no such setting of auto scaling; left out")
    for name, value in given.items():
        if name not in consumed and value not in (None, "", [], {}, False):
            where = (*resource.where, name)
            resource.losses.add(where, "is not followed into the module; left out")
