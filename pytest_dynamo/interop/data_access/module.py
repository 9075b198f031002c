"""A whole module: types, keys, items, the class with a method for each access pattern, helpers."""

from pathlib import PurePath

from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.data_access.entities import ValueWriter, item_fields, maker_lines
from pytest_dynamo.interop.data_access.entity_keys import EntityKey, key_of, key_type_lines
from pytest_dynamo.interop.data_access.helpers import helpers_for, import_lines, names_in
from pytest_dynamo.interop.data_access.helpers_requests import ERRORS, PAGE, UNPROCESSED
from pytest_dynamo.interop.data_access.keys import KeyFunctions
from pytest_dynamo.interop.data_access.kinds import Kinds
from pytest_dynamo.interop.data_access.method import Context
from pytest_dynamo.interop.data_access.methods import method_lines
from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE, Names, type_name, variable
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    comment,
    docstring,
    laid_out,
    literal,
    sentence,
)
from pytest_dynamo.interop.data_access.rows import Rows
from pytest_dynamo.interop.data_access.typed_dicts import typed_dict
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all


class ModuleWriter:
    """Writes the module of a design."""

    def __init__(self, design: Design) -> None:
        self._design = design
        self._plans = plan_all(design)
        names = Names(BUILTINS | MODULE)
        self._types = {name: names.take(type_name(name)) for name in design.entities}
        self._class = names.take(type_name(design.name))
        self._kinds = Kinds(design)
        keys = KeyFunctions(names)
        self._keys = keys
        self._makers = {name: names.take(variable(f"new_{variable(name)}")) for name in self._types}
        self._writer = ValueWriter(design, self._kinds, keys)
        self._rows = Rows(design, self._kinds, names, dict(self._types))
        self._names = names
        self._key_types: dict[str, str] = {}
        self._tables = self._table_attributes()

    def text(self) -> str:
        """The module."""
        entities = self._entities()
        items = self._makers_text()
        for name in self._batched():
            self._key_types[name] = self._names.take(f"{self._types[name]}Key")
        methods = self._methods()
        body = [
            *self._shapes(),
            *entities,
            *self._rows.lines,
            *self._named_keys(),
            *self._section(
                "Keys. The format of each is written here, and nowhere else.", self._keys.lines()
            ),
            *self._section("Items, with all their keys.", items),
            *self._section("Access patterns.", [*self._class_lines(methods), *methods]),
        ]
        code = "\n".join(body)
        code += self._helpers(code)
        head = "\n".join([*self._head(), "from __future__ import annotations", ""])
        constants = _constants(code)
        imports = "\n".join(import_lines(code + constants))
        return f"{head}\n{imports}\n{constants}{code.rstrip()}\n"

    def _head(self) -> list[str]:
        design = self._design
        source = PurePath(design.path).name or f"{design.name}.yaml"
        told = f"Data access for the design {design.name}"
        said = f"{told}: {sentence(design.description)}" if design.description else f"{told}."
        lines = docstring(
            said,
            f"Made of {source}. Do not edit it: change the design, and make it anew with "
            f"`pytest-dynamo export python {source}`.",
        )
        return [*lines, ""]

    def _shapes(self) -> list[str]:
        """The types of maps, each after those of the maps in it."""
        for entity in self._design.entities:
            item_fields(self._design, self._kinds, entity)
        lines: list[str] = []
        done: set[str] = set()
        while len(done) < len(self._kinds.shapes):
            level: list[str] = []
            for name, shape in list(self._kinds.shapes.items()):
                if name in done:
                    continue
                done.add(name)
                fields = [
                    (key, self._kinds.of_value(one.value, f"{name} {key}").stored, one.present >= 1)
                    for key, one in shape.attributes.items()
                ]
                told = "A map that is the value of an attribute."
                level = ["", "", *typed_dict(name, told, fields), *level]
            lines = [*level, *lines]
        return lines

    def _entities(self) -> list[str]:
        lines: list[str] = []
        for name in self._design.entities:
            fields = item_fields(self._design, self._kinds, name)
            taken = [*self._types.values(), *self._kinds.shapes]
            told = f"One {name}, as it is stored."
            lines += ["", "", *typed_dict(self._types[name], told, fields, taken=taken)]
        return lines

    def _makers_text(self) -> list[str]:
        lines: list[str] = []
        for name in self._design.entities:
            made = maker_lines(self._writer, name, self._makers[name], self._types[name])
            lines += ["", "", *made]
        return lines

    def _class_lines(self, methods: list[str]) -> list[str]:
        parameters = ["self", "client: DynamoDBClient"]
        body = ["self._client = client"]
        named = [f"{one}: str = {literal(table)}" for table, one in self._table_names().items()]
        body += [f"self._{one} = {one}" for one in self._table_names().values()]
        if any("self._backoff" in line for line in methods):
            named.append("backoff: Backoff | None = None")
            body.append("self._backoff = backoff or Backoff()")
        listed = [*parameters, "*", *named]
        opening = Brackets("def __init__(", tuple(("", one) for one in listed), ") -> None:")
        told = "The client is a low-level one: `boto3.client('dynamodb')`."
        names = "Tables may be named otherwise than in the design."
        return [
            "",
            "",
            f"class {self._class}:",
            *docstring(f"The access patterns of {self._design.name}.", f"{told} {names}", indent=4),
            "",
            *laid_out("", opening, indent=4),
            *(f"        {line}" for line in body),
        ]

    def _methods(self) -> list[str]:
        context = Context(
            writer=self._writer,
            rows=self._rows,
            tables=self._tables,
            makers=self._makers,
            key_types=self._key_types,
        )
        names = Names(BUILTINS | {"self"})
        lines: list[str] = []
        for pattern, plan in self._plans.items():
            lines.append("")
            if isinstance(plan, NotServed):
                lines += comment(f"{pattern} has no method: {not_served_text(plan)}", indent=4)
            else:
                lines += method_lines(context, names.take(variable(pattern)), plan)
        return lines

    def _section(self, title: str, lines: list[str]) -> list[str]:
        return ["", "", *comment(title), *lines] if lines else []

    def _named_keys(self) -> list[str]:
        lines: list[str] = []
        for entity, name in self._key_types.items():
            lines += ["", "", *key_type_lines(self._entity_key(entity), name)]
        return lines

    def _entity_key(self, entity: str) -> EntityKey:
        return key_of(self._writer, entity)

    def _batched(self) -> list[str]:
        """The entities that batches name by more than one variable."""
        found = dict.fromkeys(
            str(action.entity)
            for plan in self._plans.values()
            if isinstance(plan, Plan) and plan.operation.startswith("Batch")
            for action in plan.pattern.actions
            if action.kind in ("get", "delete")
        )
        return [name for name in found if len(self._entity_key(name).variables) != 1]

    def _table_names(self) -> dict[str, str]:
        if len(self._design.tables) == 1:
            return {name: "table_name" for name in self._design.tables}
        names = Names(BUILTINS | MODULE | {"client", "backoff", "self"})
        return {name: names.take(f"{variable(name)}_table") for name in self._design.tables}

    def _table_attributes(self) -> dict[str, str]:
        return {name: f"self._{one}" for name, one in self._table_names().items()}

    def _helpers(self, code: str) -> str:
        used = names_in(code) | names_in(helpers_for(code))
        pieces = [helpers_for(code)]
        if "_translated" in used:
            pieces.insert(0, ERRORS)
        if "Backoff" in used:
            pieces.insert(0, UNPROCESSED)
        if "Page" in used:
            pieces.insert(0, PAGE)
        text = "\n".join(piece.rstrip("\n") + "\n" for piece in pieces if piece)
        title = "\n\n\n# Helpers.\n" if text else ""
        return f"{title}\n{text}"


def _constants(code: str) -> str:
    used = names_in(code)
    constants = {
        "T": 'T = TypeVar("T")',
        "Day": 'Day = TypeVar("Day", date, datetime)',
        "Number": "Number: TypeAlias = int | Decimal",
        "Item": "Item: TypeAlias = dict[str, Any]",
        "_SERIALIZER": "_SERIALIZER = TypeSerializer()",
        "_DESERIALIZER": "_DESERIALIZER = TypeDeserializer()",
    }
    found = [line for name, line in constants.items() if name in used]
    return "\n".join(["", *found, ""]) if found else ""


def not_served_text(plan: NotServed) -> str:
    """In one sentence why an access pattern is not performed."""
    reasons = "; ".join(f"{one.resource}: {one.reason}" for one in plan.candidates)
    return f"nothing serves it ({reasons})"
