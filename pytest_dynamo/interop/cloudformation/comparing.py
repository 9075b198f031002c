"""The tables of a template for a comparison: what is not known is told, and left to the caller."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.nodes import Node, Unresolved, elements, plain, text_of
from pytest_dynamo.interop.cloudformation.reading import tables_of
from pytest_dynamo.interop.cloudformation.template import Template
from pytest_dynamo.interop.documents.document import Document, Where

# What a design calls the properties of a resource.
NAMES: Mapping[str, tuple[str, ...]] = {
    "KeySchema": ("key",),
    "AttributeDefinitions": ("attribute_types",),
    "GlobalSecondaryIndexes": ("indexes",),
    "LocalSecondaryIndexes": ("indexes",),
    "BillingMode": ("billing_mode", "provisioned"),
    "ProvisionedThroughput": ("provisioned",),
    "ReadProvisionedThroughputSettings": ("provisioned",),
    "WriteProvisionedThroughputSettings": ("provisioned",),
    "OnDemandThroughput": ("max_throughput",),
    "ReadOnDemandThroughputSettings": ("max_throughput",),
    "WriteOnDemandThroughputSettings": ("max_throughput",),
    "WarmThroughput": ("warm_throughput",),
    "StreamSpecification": ("stream",),
    "TimeToLiveSpecification": ("time_to_live",),
    "PointInTimeRecoverySpecification": ("point_in_time_recovery",),
    "SSESpecification": ("encryption",),
    "DeletionProtectionEnabled": ("deletion_protection",),
    "TableClass": ("table_class",),
    "ContributorInsightsSpecification": ("contributor_insights",),
    "KinesisStreamSpecification": ("kinesis_stream",),
    "MultiRegionConsistency": ("multi_region_consistency",),
    "ResourcePolicy": ("resource_policy",),
    "Replicas": ("replicas",),
    "Tags": ("tags",),
}
_INDEXES = ("GlobalSecondaryIndexes", "LocalSecondaryIndexes")
_OWN_NAMES = ("IndexName", "AttributeName", "Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTable:
    """A table as a template declares it.

    `unknown` are what a design calls the properties whose value only CloudFormation knows, and
    `unresolved` says of each its line, its path among the properties, and what stands there.
    """

    table: Table
    properties: Node
    has_name: bool = True
    unknown: tuple[str, ...] = ()
    unresolved: tuple[tuple[int | None, Where, str], ...] = ()

    def node_of(self, name: str) -> Node | None:
        """Where among the properties stands what a design calls `name`; None if nowhere."""
        places = [self.properties]
        places += elements(self.properties.get("Replicas"))[:1]
        return next((one for place in places if (one := _found(place, name))), None)


def template_tables(
    document: Document, parameters: Mapping[str, object]
) -> Mapping[str, TemplateTable]:
    """The tables of a template by their logical ids.

    Raises:
        DynamoError: It is no template, or cannot be read.
    """
    if not isinstance(document.mapping.get("Resources"), dict):
        message = (
            f"{document.path}: no CloudFormation template; one is a mapping with 'Resources'\n"
            f"To fix this: name the template that is deployed; for the CDK it is in cdk.out/."
        )
        raise DynamoError(message)
    try:
        read = tables_of(Template(document=document, given=parameters, known={}))
    except RecursionError:
        message = f"{document.path}: nested too deep to be a template"
        raise DynamoError(message) from None
    return {
        one.resource.logical_id: _compared(
            one.table, one.resource.properties, read.findings.unresolved, document, one.has_name
        )
        for one in read.tables
    }


def _compared(
    table: Table,
    properties: Node,
    unresolved: list[Node],
    document: Document,
    has_name: bool,  # noqa: FBT001
) -> TemplateTable:
    start = len(properties.shown)
    inside = [one for one in unresolved if one.shown[:start] == properties.shown]
    names = (name for one in inside for name in _names(one.shown[start:], properties))
    return TemplateTable(
        table=table,
        properties=properties,
        has_name=has_name,
        unknown=tuple(dict.fromkeys(names)),
        unresolved=tuple(
            sorted(
                ((document.line(one.where), one.shown[start:], str(one.value)) for one in inside),
                key=lambda one: one[0] or 0,
            )
        ),
    )


def _names(path: Where, properties: Node) -> Iterator[str]:
    """What a design calls the property at a path, as narrowly as can be said."""
    if not path:
        yield from dict.fromkeys(name for names in NAMES.values() for name in names)
        return
    holder = properties.get(str(path[0]))
    if path[0] == "Replicas":
        if len(path) > 2 and path[2] != "Region" and holder and isinstance(holder.value, list):
            replica = next((one for one in holder.value if one.shown[-1] == path[1]), properties)
            yield from _names(path[2:], replica)
        else:
            yield "replicas"
        return
    names = NAMES.get(str(path[0]), ())
    if len(path) > 1 and names in (("indexes",), ("tags",)):
        own = _own_name(holder, path[1], "IndexName" if path[0] in _INDEXES else "Key")
        if own is not None:
            yield f"{names[0]}.{own}"
            return
    yield from names


def _own_name(holder: Node | None, place: object, member: str) -> str | None:
    for one in elements(holder):
        name = one.get(member)
        if one.shown[-1] == place and name and not isinstance(name.value, Unresolved):
            return text_of(name.value)
    return None


def _found(properties: Node, name: str) -> Node | None:
    first, _, rest = name.partition(".")
    for prop, names in NAMES.items():
        node = properties.get(prop)
        if first not in names or node is None:
            continue
        for one in elements(node):
            own = [str(plain(found)) for key in _OWN_NAMES if (found := one.get(key))]
            if any(rest == each or rest.startswith(f"{each}.") for each in own):
                return one
        return node
    return None
