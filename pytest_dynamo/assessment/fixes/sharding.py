"""Spreading a key that is written too often over several: a shard in the partition key, read by fan-out."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pytest_dynamo.assessment.fixes.budgets import limits_of, times_shards
from pytest_dynamo.assessment.fixes.shard_numbers import NoChangeError, free_name, shard_source
from pytest_dynamo.assessment.fixes.values import Change
from pytest_dynamo.checks.capacity.key_sources import key_sources
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.design.binding import bind, entities_of
from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.design.values import (
    AccessPattern,
    Action,
    Attribute,
    Constant,
    Design,
    Entity,
    Generated,
    Index,
    Table,
)
from pytest_dynamo.design.writing.editing import Edit
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all


def spread(design: Design, table: Table, index: Index | None, key: str, shards: int) -> Change:
    """The design with the keys like one of a table or index spread over shards.

    Raises:
        NoChangeError: Something reads or writes such keys in a way that a shard does not fit.
    """
    sources = key_sources(design, table, index, key)
    if not sources:
        message = "no entity has such a key"
        raise NoChangeError(message)
    facts = Facts.of(design)
    entity = max(
        (source.entity for source in sources),
        key=lambda one: sum(write.items_per_second for write in facts.writes(one.name)),
    )
    spreading = _Spreading.of(design, table, index, entity, shards)
    change = spreading.change()
    _require_served(design, change.design, spreading)
    return change


def is_spread(before: Design, after: Design, table: Table, index: Index | None) -> bool:
    """Whether a change spreads keys of a table or index."""
    name = (index or table).key.partition_key[0]
    return any(
        entity.table == table.name
        and name in entity.attributes
        and after.entities[entity.name].attributes[name] != entity.attributes[name]
        for entity in before.entities.values()
    )


def _require_served(before: Design, after: Design, spreading: "_Spreading") -> None:
    outcomes = plan_all(after)
    for name, outcome in plan_all(before).items():
        if isinstance(outcome, Plan) and not isinstance(outcomes[name], Plan):
            message = f"{name} would no longer be served"
            raise NoChangeError(message)
        pattern = after.access_patterns[name]
        if spreading.asks_for_shard(pattern) and spreading.shard not in bind(after, pattern):
            message = f"{name} does not say whose shard it asks for"
            raise NoChangeError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spreading:
    """One entity whose key attributes of one template get a shard at their end."""

    design: Design
    table: Table
    entity: Entity
    attributes: tuple[str, ...]
    shard: str
    made: Generated
    shards: int

    @classmethod
    def of(
        cls, design: Design, table: Table, index: Index | None, entity: Entity, shards: int
    ) -> "_Spreading":
        """What it takes to spread an entity's keys, in every key that is made alike."""
        name = (index or table).key.partition_key[0]
        template = entity.attributes[name].value
        if len((index or table).key.partition_key) > 1 or not isinstance(template, Template):
            message = f"{name} is no text with a place for a shard"
            raise NoChangeError(message)
        keys = [table.key.partition_key, *(one.key.partition_key for one in table.global_indexes)]
        alike = dict.fromkeys(
            one[0]
            for one in [(name,), *keys]
            if len(one) == 1
            and one[0] in entity.attributes
            and entity.attributes[one[0]].value == template
        )
        source = shard_source(table, entity, alike)
        return cls(
            design=design,
            table=table,
            entity=entity,
            attributes=tuple(alike),
            shard=free_name(design, entity),
            made=Generated(maker="shard_of", options={"attribute": source, "count": shards}),
            shards=shards,
        )

    def change(self) -> Change:
        """The entity with a shard in its keys, and the patterns that know of it."""
        patterns, edits = dict(self.design.access_patterns), [*self._entity_edits()]
        for name, pattern in self.design.access_patterns.items():
            patterns[name] = self._pattern(pattern)
            edits += self._pattern_edits(pattern, patterns[name])
        entities = {**self.design.entities, self.entity.name: self._entity()}
        changed = replace(self.design, entities=entities, access_patterns=patterns)
        return Change(design=changed, edits=tuple(edits))

    def asks_for_shard(self, pattern: AccessPattern) -> bool:
        """Whether a pattern asks by a key with a shard."""
        operands = [
            *(value for action in pattern.actions for value in action.key.values()),
            *(operand for each in pattern.conditions for operand in each.operands),
        ]
        return any(isinstance(one, Template) and self.shard in one.names for one in operands)

    def _entity(self) -> Entity:
        attributes: dict[str, Attribute] = {}
        for name, attribute in self.entity.attributes.items():
            is_key = name in self.attributes
            value = self._sharded(attribute.value) if is_key else attribute.value
            attributes[name] = replace(attribute, value=value)
            if name == self.attributes[0]:
                attributes[self.shard] = Attribute(name=self.shard, value=self.made)
        for attribute in attributes.values():
            names = attribute.value.names if isinstance(attribute.value, Template) else ()
            if set(names) & set(self.attributes):
                message = f"{attribute.name} is made of {names[0]} as well"
                raise NoChangeError(message)
        return replace(self.entity, attributes=attributes)

    def _entity_edits(self) -> Iterator[Edit]:
        item = ("entities", self.entity.name, "item")
        for name in self.attributes:
            value = json.dumps(str(self._sharded(self.entity.attributes[name].value)))
            yield Edit(path=(*item, name), value=value)
        made = f"{{shard_of: {self.made.options['attribute']}, count: {self.shards}}}"
        yield Edit(path=(*item, self.shard), value=made, behind=self.attributes[0])

    def _pattern(self, pattern: AccessPattern) -> AccessPattern:
        if pattern.kind == "query":
            asked = [each for each in pattern.conditions if each.attribute in self.attributes]
            if pattern.table == self.table.name and asked and self._is_about(pattern):
                return self._fanned_out(pattern)
            return pattern
        actions = tuple(self._action(pattern, action) for action in pattern.actions)
        return replace(pattern, actions=actions)

    def _fanned_out(self, pattern: AccessPattern) -> AccessPattern:
        if pattern.fan_out or any(
            each.operator != "=" for each in pattern.conditions if each.attribute in self.attributes
        ):
            message = f"{pattern.name} fans out already"
            raise NoChangeError(message)
        conditions = tuple(
            replace(each, operands=tuple(map(self._sharded, each.operands)))
            if each.attribute in self.attributes
            else each
            for each in pattern.conditions
        )
        budget = times_shards(pattern.budget, self.shards)
        return replace(pattern, conditions=conditions, fan_out=self.shard, budget=budget)

    def _action(self, pattern: AccessPattern, action: Action) -> Action:
        changed = set(self.attributes) & {*action.assign, *action.remove}
        if changed and action.table == self.table.name:
            message = f"{pattern.name} changes {min(changed)}"
            raise NoChangeError(message)
        asked = set(self.attributes) & action.key.keys()
        if action.table != self.table.name or not asked:
            return action
        alone = replace(pattern, actions=(action,))
        if len(pattern.actions) > 1:
            alone = replace(alone, returns=())
        if not self._is_about(alone):
            return action
        key = {
            name: self._sharded(value) if name in asked else value
            for name, value in action.key.items()
        }
        return replace(action, key=key)

    def _is_about(self, pattern: AccessPattern) -> bool:
        entities = entities_of(self.design, pattern)
        if self.entity.name not in entities:
            return False
        if len(entities) > 1:
            others = " and ".join(name for name in entities if name != self.entity.name)
            message = f"{pattern.name} reads {others} by the same key"
            raise NoChangeError(message)
        return True

    def _pattern_edits(self, before: AccessPattern, after: AccessPattern) -> Iterator[Edit]:
        path = ("access_patterns", before.name)
        for old, new in zip(before.conditions, after.conditions, strict=True):
            if old != new:
                value = json.dumps(str(new.operands[0]))
                yield Edit(path=(*path, "query", old.attribute), value=value)
        if before.fan_out != after.fan_out:
            yield Edit(path=(*path, "fan_out"), value=after.fan_out, behind="query")
        for name, number in limits_of(after.budget).items():
            if number != limits_of(before.budget)[name]:
                yield Edit(path=(*path, "budget", name), value=f"{number:g}")
        for position, (was, now) in enumerate(zip(before.actions, after.actions, strict=True)):
            for key_name, asked in now.key.items():
                if was.key[key_name] != asked:
                    where = _key_path(before, was, position)
                    yield Edit(path=(*path, *where, key_name), value=json.dumps(str(asked)))

    def _sharded(self, value: object) -> Template:
        suffix = ("#", Placeholder(name=self.shard))
        if isinstance(value, Constant):
            return Template((f"{value.value!s}#", suffix[1]))
        assert isinstance(value, Template)
        *before, last = value.parts
        if isinstance(last, str):
            return Template((*before, f"{last}#", suffix[1]))
        return Template((*value.parts, *suffix))


def _key_path(pattern: AccessPattern, action: Action, position: int) -> tuple[str | int, ...]:
    """Where the key of an action stands within its pattern."""
    inside = (action.kind, "key") if action.kind == "update" else (action.kind,)
    if pattern.kind.startswith("transact"):
        return (pattern.kind, position, *inside)
    return inside
