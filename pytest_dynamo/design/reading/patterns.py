"""From the forms of access patterns to access patterns."""

from collections.abc import Collection, Iterable, Mapping

from pytest_dynamo.design.forms.patterns import OPERATIONS, BudgetForm, PatternForm
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.reading.actions import ActionReader
from pytest_dynamo.design.reading.conditions import check_attribute, read_conditions
from pytest_dynamo.design.reading.distributions import read_distribution
from pytest_dynamo.design.reading.entities import table_named
from pytest_dynamo.design.reading.values import read_value
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Budget,
    Design,
    Distribution,
    PatternKind,
    Value,
)

_READS: tuple[PatternKind, ...] = ("get", "query", "scan", "batch_get", "transact_get")
_TAKEN_BY: Mapping[str, tuple[PatternKind, ...]] = {
    "index": ("query", "scan"),
    "filter": ("query", "scan"),
    "limit": ("query", "scan"),
    "newest_first": ("query",),
    "fan_out": ("query",),
    "max_waste": ("query", "scan"),
    "allow_scan": ("scan",),
    "attributes": _READS,
    "consistent_read": ("get", "query", "scan", "batch_get"),
    "condition": ("put", "update", "delete"),
}


def read_patterns(
    forms: Mapping[str, PatternForm], design: Design, mistakes: Mistakes
) -> dict[str, AccessPattern]:
    """The access patterns of a design whose tables and entities are read; broken ones left out."""
    patterns = {
        name: _PatternReader(name, form, design, mistakes).read() for name, form in forms.items()
    }
    return {name: pattern for name, pattern in patterns.items() if pattern}


class _PatternReader:
    """Reads one access pattern."""

    def __init__(self, name: str, form: PatternForm, design: Design, mistakes: Mistakes) -> None:
        self.name = name
        self.form = form
        self.design = design
        self.mistakes = mistakes
        self.where: Where = ("access_patterns", name)
        self.action_reader = ActionReader(form, design, self.where, mistakes)

    def read(self) -> AccessPattern | None:
        """The pattern, or None with its mistakes noted."""
        returns = self._returns()
        keys, parameters = self._keys(), self._parameters()
        kind = self._kind()
        if kind is None:
            return None
        self._check_settings(kind)
        actions = self.action_reader.actions(kind)
        table = self._table(kind, actions)
        if table is None:
            return None
        form, where = self.form, self.where
        self._check_index(table)
        self._check_returns(returns, {action.table for action in actions} or {table})
        known = self._attributes_returned(returns, actions, table)
        among = f"in the own item of {' or '.join(returns) or f'any entity in table {table}'}"
        for name in form.attributes:
            check_attribute(name, (*where, "attributes"), known, self.mistakes, among=among)
        return AccessPattern(
            name=self.name,
            kind=kind,
            table=table,
            description=form.description,
            index=form.index,
            conditions=read_conditions(form.query, (*where, "query"), known, self.mistakes),
            actions=actions,
            count=self._count(),
            returns=returns,
            filter=read_conditions(form.filter, (*where, "filter"), known, self.mistakes),
            attributes=tuple(form.attributes),
            limit=form.limit,
            newest_first=form.newest_first,
            consistent_read=form.consistent_read,
            rate=form.rate,
            keys=keys,
            parameters=parameters,
            max_waste=form.max_waste,
            allow_scan=form.allow_scan,
            fan_out=form.fan_out,
            budget=_budget(form.budget),
            place=self.mistakes.place(where),
        )

    def _kind(self) -> PatternKind | None:
        given: list[PatternKind] = [one for one in OPERATIONS if one in self.form.model_fields_set]
        if len(given) == 1:
            return given[0]
        if given:
            message = f"{' and '.join(given)} exclude each other; a pattern has one operation"
            self.mistakes.add(self.where, message)
        elif not self.mistakes.has_lost(*((*self.where, one) for one in OPERATIONS)):
            message = f"no operation; wanted one of {', '.join(OPERATIONS)}"
            self.mistakes.add(self.where, message)
        return None

    def _check_settings(self, kind: PatternKind) -> None:
        for setting, kinds in _TAKEN_BY.items():
            if setting in self.form.model_fields_set and kind not in kinds:
                message = f"is for {_listed(kinds)}; this pattern is a {kind}"
                self.mistakes.add((*self.where, setting), message)

    def _table(self, kind: PatternKind, actions: tuple[Action, ...]) -> str | None:
        if actions:
            return actions[0].table
        if kind in ("query", "scan"):
            return table_named(self.form.table, self.design.tables, self.where, self.mistakes)
        return None  # why there are no actions has been noted

    def _check_index(self, table: str) -> None:
        index, indexes = self.form.index, self.design.tables[table].indexes
        if index is not None and index not in indexes:
            kind = f"index of table {table} is named"
            self.mistakes.unknown((*self.where, "index"), index, kind, indexes)

    def _returns(self) -> tuple[str, ...]:
        form = self.form.returns
        names = (form,) if isinstance(form, str) else tuple(form or ())
        for name in names:
            if name not in self.design.entities:
                where = (*self.where, "returns")
                self.mistakes.unknown(where, name, "entity", self.design.entities)
        return names

    def _check_returns(self, returns: tuple[str, ...], tables: Collection[str]) -> None:
        for name in returns:
            entity = self.design.entities.get(name)
            if entity and entity.table not in tables:
                message = (
                    f"{name} is in table {entity.table}, and the pattern is about {_listed(tables)}"
                )
                self.mistakes.add((*self.where, "returns"), message)

    def _attributes_returned(
        self, returns: tuple[str, ...], actions: tuple[Action, ...], table: str
    ) -> tuple[str, ...]:
        """The attributes the items in question can have."""
        tables = dict.fromkeys([table, *(action.table for action in actions)])
        entities = returns or tuple(action.entity for action in actions if action.entity)
        return tuple(
            dict.fromkeys(
                name
                for one in tables
                for name in self.action_reader.known_attributes(one, entities)
            )
        )

    def _keys(self) -> dict[str, Distribution]:
        where = (*self.where, "keys")
        for name in self.form.keys:
            if name not in self.design.entities:
                self.mistakes.unknown((*where, name), name, "entity", self.design.entities)
        return {
            name: read_distribution(one, (*where, name), self.mistakes)
            for name, one in self.form.keys.items()
        }

    def _parameters(self) -> dict[str, Value]:
        where = (*self.where, "parameters")
        values = {
            name: read_value(form, (*where, name), self.mistakes)
            for name, form in self.form.parameters.items()
        }
        return {name: value for name, value in values.items() if value is not None}

    def _count(self) -> int:
        batch = self.form.batch_get or self.form.batch_write
        return batch.count if batch else 1


def _budget(form: BudgetForm) -> Budget:
    return Budget(
        read_units=form.read_units,
        write_units=form.write_units,
        items_examined=form.items_examined,
        pages=form.pages,
        calls=form.calls,
    )


def _listed(names: Iterable[str]) -> str:
    *most, last = sorted(names)
    return f"{', '.join(most)} and {last}" if most else last
