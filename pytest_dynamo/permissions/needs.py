"""What an access pattern needs to be allowed: the action, where, on which keys, with which attributes.

A transaction needs what it is made of: `dynamodb:GetItem` for its gets, and `dynamodb:PutItem`,
`UpdateItem`, `DeleteItem` and `ConditionCheckItem` for its writes; there is no action for the transaction.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html

A table with a customer managed key asks, beside all this, for permissions of AWS KMS: its key policy gives them,
to those who come `kms:ViaService` of DynamoDB. No policy here speaks of them.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pytest_dynamo.design.values import Action, Design, Role
from pytest_dynamo.permissions.attributes import (
    item_attributes,
    read_attributes,
    written_attributes,
)
from pytest_dynamo.permissions.leading_keys import KeyFinder, Leading
from pytest_dynamo.permissions.values import Whereabouts
from pytest_dynamo.planner.plan import Plan

BATCHES = ("BatchGetItem", "BatchWriteItem")
READS = ("GetItem", "BatchGetItem", "Query")
_OF_A_TRANSACTION = {
    "get": "GetItem",
    "put": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "check": "ConditionCheckItem",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One action on one resource, as one or several access patterns need it.

    `keys` are the leading keys, None for all; `attributes` those that are read or written, None for all.
    `enclosing` is the transaction that an action is needed in; ConditionCheckItem occurs in no other place,
    and has no such condition key.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
    """

    action: str
    resource: str
    keys: frozenset[Leading] | None
    attributes: frozenset[str] | None = None
    enclosing: str | None = None
    patterns: tuple[str, ...] = ()

    def covers(self, other: "Need") -> bool:
        """Whether all that the other allows is allowed by this, too."""
        return (
            (self.action, self.resource) == (other.action, other.resource)
            and self.enclosing in (None, other.enclosing)
            and _holds(self.keys, other.keys)
            and _holds(self.attributes, other.attributes)
        )


def _holds(wide: frozenset[object] | None, narrow: frozenset[object] | None) -> bool:
    return wide is None or (narrow is not None and narrow <= wide)


def needs_of(design: Design, plan: Plan, role: Role, whereabouts: Whereabouts) -> tuple[Need, ...]:
    """What the plan of an access pattern needs.

    A transaction that does one action to several items of a table needs it with the keys and the attributes of them all:
    whether IAM is asked once or several times about them, nobody has written down.
    """
    keys = KeyFinder(design, plan.pattern, role)
    if plan.operation == "Query":
        resource = (
            whereabouts.index_arn(plan.table.name, plan.index.name)
            if plan.index
            else whereabouts.table_arn(plan.table.name)
        )
        need = Need(
            action="Query",
            resource=resource,
            keys=_keys(keys.of_query(plan)),
            attributes=read_attributes(design, plan, plan.table.name),
        )
        found = [need]
    else:
        found = list(_of_actions(design, plan, keys, whereabouts))
    return tuple(replace(need, patterns=(plan.pattern.name,)) for need in found)


def _of_actions(
    design: Design, plan: Plan, keys: KeyFinder, whereabouts: Whereabouts
) -> Iterator[Need]:
    united: dict[tuple[str, str], Need] = {}
    for action in plan.pattern.actions:
        need = Need(
            action=_name(plan, action),
            resource=whereabouts.table_arn(action.table),
            keys=_keys(keys.of_action(action)),
            attributes=_attributes(design, plan, action),
            enclosing=_enclosing(plan, action),
        )
        before = united.get((need.action, need.resource))
        united[need.action, need.resource] = _both(before, need) if before else need
    yield from united.values()


def _name(plan: Plan, action: Action) -> str:
    is_transaction = plan.operation.startswith("Transact")
    return _OF_A_TRANSACTION[action.kind] if is_transaction else plan.operation


def _enclosing(plan: Plan, action: Action) -> str | None:
    is_transaction = plan.operation.startswith("Transact")
    return plan.operation if is_transaction and action.kind != "check" else None


def _attributes(design: Design, plan: Plan, action: Action) -> frozenset[str] | None:
    match action.kind:
        case "get":
            return read_attributes(design, plan, action.table)
        case "put":
            return item_attributes(design, action)
        case "update" | "check":
            return written_attributes(design, action)
    return None


def _keys(found: Leading | str) -> frozenset[Leading] | None:
    return None if isinstance(found, str) else frozenset({found})


def _both(one: Need, other: Need) -> Need:
    return replace(
        one,
        keys=united(one.keys, other.keys),
        attributes=None
        if one.attributes is None or other.attributes is None
        else one.attributes | other.attributes,
    )


def united(
    one: frozenset[Leading] | None, other: frozenset[Leading] | None
) -> frozenset[Leading] | None:
    """The keys of both; all of them if either has all."""
    return None if one is None or other is None else one | other
