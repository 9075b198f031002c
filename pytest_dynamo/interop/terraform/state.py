"""The resources of what `terraform show -json` says of a state or a plan.

https://developer.hashicorp.com/terraform/internals/json-format. Of a plan, `planned_values` is read;
`resource_changes` says the same again. What is known only once it has run is not in there.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.interop.documents.document import Document, Where
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.terraform.resource import Resource

_ROOTS = ("planned_values", "values")
_REFERRING = ("resource_arn", "global_table_arn")
_DATA = "data"


def root_of(document: Document) -> tuple[Where, Mapping[str, Any]] | None:
    """The root module and where it stands, if this is a state or a plan."""
    for name in _ROOTS:
        values = document.mapping.get(name)
        root = values.get("root_module") if isinstance(values, dict) else None
        if isinstance(root, dict):
            return (name, "root_module"), root
    return None


def shown_resources(document: Document, losses: Losses) -> Iterator[Resource]:
    """All resources that are managed, those of modules too."""
    root = root_of(document)
    if root:
        configured = document.mapping.get("configuration")
        module = configured.get("root_module") if isinstance(configured, dict) else None
        yield from _of_module(*root, module if isinstance(module, dict) else {}, losses)


def _of_module(
    where: Where, module: Mapping[str, Any], configured: Mapping[str, Any], losses: Losses
) -> Iterator[Resource]:
    for number, one in enumerate(_list(module.get("resources"))):
        place = (*where, "resources", number)
        if not isinstance(one, dict) or not isinstance(one.get("values"), dict | None):
            losses.add(place, "is no resource; left out")
        elif one.get("mode") != _DATA:
            values = dict(one.get("values") or {})
            address = str(one.get("address", ""))
            _refer(values, address, configured)
            yield Resource(
                kind=str(one.get("type", "")),
                address=address,
                values=values,
                where=(*place, "values"),
                losses=losses,
                region=str(values.get("region") or ""),
            )
    for number, child in enumerate(_list(module.get("child_modules"))):
        place = (*where, "child_modules", number)
        if isinstance(child, dict):
            name = str(child.get("address", "")).rpartition("module.")[2].partition("[")[0]
            inner = _path(configured, "module_calls", name, "module")
            yield from _of_module(place, child, inner, losses)
        else:
            losses.add(place, "is no module; left out")


def _refer(values: dict[str, Any], address: str, configured: Mapping[str, Any]) -> None:
    """Put the address of a table where a plan does not know its ARN yet."""
    own = address.partition("[")[0]
    for one in _list(configured.get("resources")):
        if not isinstance(one, dict) or not own.endswith(str(one.get("address", "-"))):
            continue
        for name in _REFERRING:
            references = _path(one, "expressions", name).get("references")
            if not values.get(name) and isinstance(references, list) and references:
                scope = own.removesuffix(str(one["address"]))
                table = str(references[0]).removesuffix(".arn").partition("[")[0]
                values[name] = f"{scope}{table}"


def _path(value: Any, *names: str) -> Mapping[str, Any]:  # noqa: ANN401 - any value of JSON
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:  # noqa: ANN401
    return value if isinstance(value, list) else []
