"""The resources of `.tf` and `.tf.json` files: variables, locals, references and repetitions resolved."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document
from pytest_dynamo.interop.shapes import Losses, Unresolved
from pytest_dynamo.interop.terraform.bodies import Body, bodies_of
from pytest_dynamo.interop.terraform.expressions import Evaluator
from pytest_dynamo.interop.terraform.lifecycle import keeps, name_ignored
from pytest_dynamo.interop.terraform.names import Names, UnresolvedError, entries_of
from pytest_dynamo.interop.terraform.resource import Resource

_LATER = "it is known only once Terraform has run"
_REPEATING = ("count", "for_each")
_META = ("count", "for_each", "lifecycle", "provider", "depends_on", "provisioner", "connection")
_TABLE = "aws_dynamodb_table"
UNKNOWN_ARN = "arn:aws:dynamodb:*:*:table/"
"""How the ARN of a table begins whose account and region are not known yet."""


@dataclass(slots=True, kw_only=True)
class _Found:
    """A block of the configuration and the document it is in."""

    body: Body
    losses: Losses
    document: Document


@dataclass(slots=True)
class Configuration:
    """One module: its blocks by what they are, and what its variables are given."""

    given: Mapping[str, Any]
    prefix: str = ""
    variables: dict[str, _Found] = field(default_factory=dict)
    locals: dict[str, tuple[_Found, str]] = field(default_factory=dict)
    resources: dict[tuple[str, str], _Found] = field(default_factory=dict)
    modules: dict[str, _Found] = field(default_factory=dict)
    providers: list[_Found] = field(default_factory=list)
    _following: list[str] = field(default_factory=list)

    def add(self, document: Document, losses: Losses) -> None:
        """Take in a file.

        Raises:
            DynamoError: It is broken, or names something that is there already.
        """
        for body in bodies_of(document):
            one = _Found(body=body, losses=losses, document=document)
            match body.kind, body.labels:
                case "variable", (name,):
                    _add(self.variables, name, one, f"variable '{name}'")
                case "locals", ():
                    for name in body.names:
                        _add(self.locals, name, (one, name), f"local '{name}'")
                case "resource", (kind, name):
                    _add(self.resources, (kind, name), one, f"{kind} '{name}'")
                case "module", (name,):
                    _add(self.modules, name, one, f"module '{name}'")
                case "provider", (_,):
                    self.providers.append(one)

    def found_resources(self) -> Iterator[Resource]:
        """Every resource as often as it is repeated, its values resolved as far as they can be."""
        for (kind, name), one in self.resources.items():
            yield from self._repeated(kind, f"{self.prefix}{kind}.{name}", one)
        for name, one in self.modules.items():
            yield from self._repeated("module", f"{self.prefix}module.{name}", one)

    def _repeated(self, kind: str, address: str, one: _Found) -> Iterator[Resource]:
        for suffix, names in self._repetitions(one):
            evaluator = self._evaluator(one).within(names)
            values = one.body.values(evaluator, without=_META, losses=one.losses)
            lifecycle = one.body.values(evaluator, without=(), losses=one.losses, only="lifecycle")
            provider = one.body.text_of("provider")
            if kind == _TABLE:
                name_ignored(lifecycle, one.body.where, one.losses)
            yield Resource(
                kind=kind,
                address=f"{address}{suffix}",
                values=values,
                where=one.body.where,
                losses=one.losses,
                region=str(values.get("region") or self._region(provider)),
                keeps=keeps(lifecycle),
            )

    def _repetitions(self, one: _Found) -> list[tuple[str, dict[str, Any]]]:
        repeated = next((name for name in _REPEATING if name in one.body.names), None)
        if repeated is None:
            return [("", {})]
        value = one.body.value(repeated, self._evaluator(one))
        where = (*one.body.where, repeated)
        if repeated == "count" and isinstance(value, int) and 0 <= value <= 1000:
            return [
                (f"[{number}]", {"count": Names({"index": number}.__getitem__)})
                for number in range(value)
            ]
        if repeated == "for_each" and isinstance(value, dict | list):
            entries = entries_of(value) if isinstance(value, dict) else [(x, x) for x in value]
            return [
                (f'["{key}"]', {"each": Names({"key": key, "value": each}.__getitem__)})
                for key, each in entries
            ]
        message = (
            f"{value if isinstance(value, Unresolved) else 'how often is not told'}; taken once"
        )
        one.losses.add(where, message)
        return [("", {})]

    def _evaluator(self, one: _Found) -> Evaluator:
        return Evaluator(self._root, one.document.path)

    def _root(self, name: str) -> Any:  # noqa: ANN401 - any value of Terraform
        match name:
            case "var":
                return Names(self._variable)
            case "local":
                return Names(self._local)
            case "each" | "count":
                message = "it is of a repeated block"
                raise UnresolvedError(message)
            case "data" | "module" | "path" | "terraform" | "self":
                raise UnresolvedError(_LATER)
        if any(kind == name for kind, _ in self.resources):
            return Names(lambda label: self._resource(name, label))
        raise UnresolvedError(_LATER)

    def _variable(self, name: str) -> Any:  # noqa: ANN401
        if name in self.given:
            return self.given[name]
        one = self.variables.get(name)
        if one and "default" in one.body.names:
            return one.body.value("default", self._evaluator(one))
        message = f"variable '{name}' has no default; --parameter {name}=VALUE"
        raise UnresolvedError(message)

    def _local(self, name: str) -> Any:  # noqa: ANN401
        if name not in self.locals:
            message = f"there is no local '{name}'"
            raise UnresolvedError(message)
        one, _ = self.locals[name]
        return self._once(f"local.{name}", lambda: one.body.value(name, self._evaluator(one)), one)

    def _resource(self, kind: str, label: str) -> Any:  # noqa: ANN401
        one = self.resources.get((kind, label))
        if one is None:
            message = f"there is no {kind} '{label}'"
            raise UnresolvedError(message)
        repetitions = dict(self._repetitions(one))

        def element(key: str | int) -> Any:  # noqa: ANN401
            suffix = f"[{key}]" if isinstance(key, int) else f'["{key}"]'
            if suffix not in repetitions:
                message = f"there is no {kind}.{label}{suffix}"
                raise UnresolvedError(message)
            return Names(self._members(kind, label, one, repetitions[suffix]))

        if set(repetitions) == {""}:
            return Names(self._members(kind, label, one, {}))
        return Names(element, element)

    def _members(
        self, kind: str, label: str, one: _Found, names: Mapping[str, Any]
    ) -> Callable[[str], Any]:
        def member(name: str) -> Any:  # noqa: ANN401
            if kind == _TABLE and name in ("id", "arn"):
                text = member("name")
                return text if name == "id" else f"{UNKNOWN_ARN}{text}"
            if name not in one.body.names:
                raise UnresolvedError(_LATER)
            evaluator = self._evaluator(one).within(names)
            found = self._once(
                f"{kind}.{label}.{name}", lambda: one.body.value(name, evaluator), one
            )
            if isinstance(found, Unresolved):
                raise UnresolvedError(found.why)
            return found

        return member

    def _once(self, name: str, value: Callable[[], Any], one: _Found) -> Any:  # noqa: ANN401
        """A value that may refer to others, which must not come back to it."""
        if name in self._following:
            circle = " -> ".join([*self._following[self._following.index(name) :], name])
            message = f"{circle} refers to itself"
            one.losses.fail(one.body.where, message, "take one of the references out")
        self._following.append(name)
        try:
            return value()
        finally:
            self._following.pop()

    def _region(self, provider: str) -> str:
        """The region of a provider, which resources name by its alias: `aws.frankfurt`."""
        alias = provider.rpartition(".")[2] if "." in provider else ""
        for one in self.providers:
            evaluator = self._evaluator(one)
            if alias and one.body.value("alias", evaluator) == alias:
                region = one.body.value("region", evaluator)
                return region if isinstance(region, str) else ""
        return ""

    def calls(self, path: str) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """The local modules that are called: the name, the folder, and what their variables are given."""
        for resource in self.found_resources():
            source = resource.values.get("source")
            if resource.kind == "module" and isinstance(source, str) and source.startswith("."):
                folder = _normal(PurePosixPath(path) / source)
                yield (
                    resource.address,
                    folder,
                    {name: value for name, value in resource.values.items() if name != "source"},
                )


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] != "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return str(PurePosixPath(*parts))


def _add(known: dict[Any, Any], name: Any, one: Any, what: str) -> None:  # noqa: ANN401
    if name in known:
        second, first = (
            found[0] if isinstance(found, tuple) else found for found in (one, known[name])
        )
        message = (
            f"{_place(second)}: {what} is there already: {_place(first)}\n"
            "To fix this: rename or remove one of the two"
        )
        raise DynamoError(message)
    known[name] = one


def _place(one: _Found) -> str:
    block = one.body.block  # by itself, as two of one name have one place
    line = block.line if block else one.losses.line(one.body.where)
    return f"{one.document.path}:{line}" if line else one.document.path
