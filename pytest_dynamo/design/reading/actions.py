"""From the operations on single items to actions: alone, in batches and in transactions."""

from collections.abc import Collection, Mapping

from pytest_dynamo.design.forms.patterns import (
    PatternForm,
    TransactGetStep,
    TransactWriteStep,
    UpdateForm,
)
from pytest_dynamo.design.forms.values import OptionalForm
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.reading.conditions import check_attribute, check_expression, read_key
from pytest_dynamo.design.reading.entities import table_named
from pytest_dynamo.design.reading.values import read_value
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    Action,
    ActionKind,
    Constant,
    Design,
    PatternKind,
    Scalar,
    Value,
)

_STEPS: tuple[ActionKind, ...] = ("get", "put", "update", "delete", "check")


class ActionReader:
    """Reads the actions of one access pattern."""

    def __init__(self, form: PatternForm, design: Design, where: Where, mistakes: Mistakes) -> None:
        self.form = form
        self.design = design
        self.where = where
        self.mistakes = mistakes

    def actions(self, kind: PatternKind) -> tuple[Action, ...]:
        """The actions of the pattern; none for queries and scans, and none if they are broken."""
        form, where = self.form, (*self.where, kind)
        match kind:
            case "query" | "scan":
                return ()
            case "batch_get":
                return self._batch("get", form.batch_get.of if form.batch_get else None, "of")
            case "batch_write":
                return self._batch_write()
            case "transact_get" | "transact_write":
                steps = (*(form.transact_get or ()), *(form.transact_write or ()))
                found = [
                    self._step(step, (*where, position)) for position, step in enumerate(steps)
                ]
                return tuple(action for action in found if action)
        action = self._action(kind, getattr(form, kind), form.condition, self.where, form.table)
        return (action,) if action else ()

    def known_attributes(self, table: str, entities: Collection[str] = ()) -> tuple[str, ...]:
        """The attributes that items of a table have, or the items of some entities in it."""
        chosen = [
            entity
            for entity in self.design.entities.values()
            if entity.table == table and (not entities or entity.name in entities)
        ]
        keys = self.design.tables[table].attribute_types
        return tuple(
            dict.fromkeys([*keys, *(name for entity in chosen for name in entity.attributes)])
        )

    def _batch_write(self) -> tuple[Action, ...]:
        form = self.form.batch_write
        where = (*self.where, "batch_write")
        if form is None or (form.put is None) == (form.delete is None):
            if not self.mistakes.has_lost((*where, "put"), (*where, "delete")):
                self.mistakes.add(where, "wanted one of put and delete, with the name of an entity")
            return ()
        if form.put is not None:
            return self._batch("put", form.put, "put")
        return self._batch("delete", form.delete, "delete")

    def _batch(self, kind: ActionKind, entity: str | None, setting: str) -> tuple[Action, ...]:
        operation = "batch_get" if kind == "get" else "batch_write"
        table = self._table_of(entity, (*self.where, operation, setting), self.form.table)
        if entity is None or table is None:
            return ()
        key = {} if kind == "put" else self._own_key(entity, table)
        return (Action(kind=kind, table=table, entity=entity, key=key),)

    def _own_key(self, entity: str, table: str) -> dict[str, Template | Constant]:
        """The key of an entity's items in its own words."""
        key: dict[str, Template | Constant] = {}
        for name in self.design.tables[table].key.attributes:
            attribute = self.design.entities[entity].attributes.get(name)
            if attribute and isinstance(attribute.value, Template | Constant):
                key[name] = attribute.value
            else:
                key[name] = Template((Placeholder(name=name),))
        return key

    def _table_of(self, entity: str | None, where: Where, given: str | None) -> str | None:
        """The table of an entity that a pattern names."""
        if entity is None:
            return None
        if entity not in self.design.entities:
            self.mistakes.unknown(where, entity, "entity", self.design.entities)
            return None
        table = self.design.entities[entity].table
        if given is not None and given != table:
            message = f"{entity} is in table {table}; leave this out"
            self.mistakes.add((*self.where, "table"), message)
        return table

    def _step(self, step: TransactGetStep | TransactWriteStep, where: Where) -> Action | None:
        given: list[ActionKind] = [kind for kind in _STEPS if kind in step.model_fields_set]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            message = f"a step is one of put, update, delete and check; found {found}"
            self.mistakes.add(where, message)
            return None
        kind = given[0]
        condition = step.condition if isinstance(step, TransactWriteStep) else None
        if kind == "check" and condition is None:
            self.mistakes.add(where, "a check needs a condition")
        table = step.table or self.form.table
        return self._action(kind, getattr(step, kind), condition, where, table)

    def _action(
        self,
        kind: ActionKind,
        form: str | UpdateForm | Mapping[str, Scalar],
        condition: str | None,
        where: Where,
        table_name: str | None,
    ) -> Action | None:
        inside = (*where, kind)
        if isinstance(form, str):
            table = self._table_of(form, inside, table_name)
        else:
            table = table_named(table_name, self.design.tables, where, self.mistakes)
        if table is None:
            return None
        known = self.known_attributes(table)
        expression = (
            check_expression(condition, (*where, "condition"), known, self.mistakes)
            if condition is not None
            else None
        )
        if isinstance(form, str):
            return Action(kind="put", table=table, entity=form, condition=expression)
        if isinstance(form, UpdateForm):
            return self._update(form, inside, table, expression)
        key = read_key(form, inside, known, self.mistakes)
        return Action(kind=kind, table=table, key=key, condition=expression)

    def _update(self, form: UpdateForm, where: Where, table: str, condition: str | None) -> Action:
        known = self.known_attributes(table)
        if not (form.set_ or form.add or form.remove or form.delete):
            clauses = [(*where, one) for one in ("set", "add", "remove", "delete")]
            if not self.mistakes.has_lost(*clauses):
                self.mistakes.add(where, "an update needs one of set, add, remove and delete")
        for name in form.remove:
            self._check_changed(name, (*where, "remove"), table, known)
        return Action(
            kind="update",
            table=table,
            key=read_key(form.key, (*where, "key"), known, self.mistakes),
            condition=condition,
            assign=self._clause(form.set_, (*where, "set"), table, known),
            add=self._clause(form.add, (*where, "add"), table, known),
            remove=tuple(form.remove),
            delete=self._clause(form.delete, (*where, "delete"), table, known),
        )

    def _clause(
        self,
        forms: Mapping[str, OptionalForm | Scalar],
        where: Where,
        table: str,
        known: Collection[str],
    ) -> dict[str, Value]:
        values: dict[str, Value] = {}
        for name, form in forms.items():
            self._check_changed(name, (*where, name), table, known)
            value = read_value(form, (*where, name), self.mistakes)
            if value is not None:
                values[name] = value
        return values

    def _check_changed(self, name: str, where: Where, table: str, known: Collection[str]) -> None:
        """Only attributes outside the key can be changed.

        https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
        """
        among = f"in the own item of any entity in table {table}"
        check_attribute(name, where, known, self.mistakes, among=among)
        if name in self.design.tables[table].key.attributes:
            message = f"{name} is part of the key of table {table}, which an update cannot change"
            self.mistakes.add(where, message)
