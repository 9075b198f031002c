"""The resources of a template, with loops unrolled, conditions evaluated and functions called.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.interop.cloudformation.intrinsics import Resolver
from pytest_dynamo.interop.cloudformation.members import Findings, Members
from pytest_dynamo.interop.cloudformation.nodes import (
    Node,
    Unresolved,
    plain,
    text_of,
    unresolved_in,
)
from pytest_dynamo.interop.documents.document import Where

_LOOP = "Fn::ForEach::"
_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")
_OF_CDK = "aws:cdk:"
_DEEPEST_LOOP = 5
_MOST_RESOURCES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource; `node` is all of it, properties and attributes."""

    logical_id: str
    kind: str
    node: Node

    @property
    def properties(self) -> Node:
        """Its properties, empty where there are none."""
        where, shown = (*self.node.where, "Properties"), (*self.node.shown, "Properties")
        return self.node.get("Properties") or Node(value={}, where=where, shown=shown)


def resources_of(
    resolver: Resolver, findings: Findings, kinds: tuple[str, ...]
) -> Iterator[Resource]:
    """The resources of some types that are there when all conditions are taken into account.

    Raises:
        DynamoError: A condition depends on itself.
    """
    section = resolver.template.section("Resources")
    for name, raw, where in _unrolled(section, ("Resources",), resolver, findings, depth=0):
        if not isinstance(raw, dict) or raw.get("Type") not in kinds:
            continue
        shown = ("Resources", name)
        if not _is_there(raw, where, shown, resolver, findings):
            continue
        node = resolver.node({**raw, "Condition": None}, where, shown)
        if node is not None:
            yield Resource(logical_id=name, kind=str(raw["Type"]), node=node)


def lose_attributes(resource: Resource, findings: Findings, *, kept: tuple[str, ...] = ()) -> None:
    """Name what a resource has beside its properties; what the CDK notes for itself is none of it."""
    attributes = Members(resource.node, findings)
    for name in ("Type", "Properties", "Condition", *kept):
        attributes.raw(name)
    reason = "left out: a design has no metadata of resources"
    metadata = attributes.raw("Metadata")
    if metadata is not None and isinstance(metadata.value, dict):
        for name, node in metadata.value.items():
            if not name.startswith(_OF_CDK):
                findings.lose(node, reason)
    elif metadata is not None:
        findings.lose(metadata, reason)
    attributes.lose_rest({"DependsOn": "left out: the order of deployment is no part of a design"})


def _is_there(
    raw: Mapping[str, Any], where: Where, shown: Where, resolver: Resolver, findings: Findings
) -> bool:
    """Whether the condition of a resource holds; one that is not known is taken for held."""
    if raw.get("Condition") is None:
        return True
    holds = resolver.conditions.holds(raw["Condition"])
    place = ((*where, "Condition"), (*shown, "Condition"))
    if isinstance(holds, Unresolved):
        fix = f"; to fix this: {holds.fix}" if holds.fix else ""
        findings.lose_at(*place, f"taken for true: {holds} is not known here: {holds.why}{fix}")
    elif not holds:
        findings.lose_at(*place, f"'{raw['Condition']}' is false, so that it is left out")
    return holds is not False


def _unrolled(
    section: Mapping[str, Any], where: Where, resolver: Resolver, findings: Findings, *, depth: int
) -> Iterator[tuple[str, Any, Where]]:
    for name, raw in section.items():
        place = (*where, name)
        if name == "Fn::Transform":
            message = "not read: what a macro or AWS::Include adds is not in the template"
            findings.lose_at(place, place, message)
        elif name.startswith(_LOOP):
            yield from _loop(raw, place, resolver, findings, depth=depth)
        else:
            yield name, raw, place


def _loop(
    raw: object, where: Where, resolver: Resolver, findings: Findings, *, depth: int
) -> Iterator[tuple[str, Any, Where]]:
    """What a loop makes: its body once for each value, with the value in place of the variable."""
    match raw:
        case [str() as variable, collection, dict() as body] if depth < _DEEPEST_LOOP:
            pass
        case _:
            findings.lose_at(where, where, "not read: a loop has a name, a list and a body")
            return
    node = resolver.node(collection, (*where, 1), where)
    values = node.value if node and isinstance(node.value, list) else None
    missing = next(unresolved_in(node), None) if node else None
    if values is None or missing or len(values) * len(body) > _MOST_RESOURCES:
        why = f"{missing.value}: {missing.value.why}" if missing else "no list of texts"
        findings.lose_at(where, where, f"not read: what it loops over is not known here, {why}")
        return
    for one in values:
        made = _with_value(body, variable, text_of(plain(one)) or "")
        if not isinstance(made, dict):
            continue
        names = dict(zip(made, body, strict=False))
        for name, resource, _ in _unrolled(made, (*where, 2), resolver, findings, depth=depth + 1):
            yield name, resource, (*where, 2, names.get(name, name))


def _with_value(body: Any, variable: str, value: str) -> Any:  # noqa: ANN401 - any part of a template
    """A body with a value in place of the variable; `&{x}` leaves letters and digits only."""
    if isinstance(body, dict):
        if body == {"Ref": variable}:
            return value
        return {
            _with_value(name, variable, value): _with_value(one, variable, value)
            for name, one in body.items()
        }
    if isinstance(body, list):
        return [_with_value(one, variable, value) for one in body]
    if isinstance(body, str):
        letters = _NOT_ALPHANUMERIC.sub("", value)
        return body.replace(f"${{{variable}}}", value).replace(f"&{{{variable}}}", letters)
    return body
