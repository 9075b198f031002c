"""Which access pattern of a design a request performs.

A request is compared with each pattern's plan: the operation, the table or index, and the literal
text of the key templates, `USER#` and `ORDER#` of `USER#{user_id}` and `ORDER#{order_id}`. Where
several fit, the one with the most literal text does.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Action, Condition, Constant, Design, Value
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.matching.sent import Compared, Sent, Step


@dataclass(frozen=True, slots=True)
class Matcher:
    """The plans of one design, ready to be compared with requests."""

    design: Design
    plans: Mapping[str, Plan | NotServed]

    def pattern_of(self, sent: Sent, *, preferred: Iterable[str] = ()) -> str | None:
        """The name of the access pattern that the request performs, or None.

        Of patterns that fit equally well, a `preferred` one counts, else the first of the file.
        """
        fits = [
            (fit, name in set(preferred), name)
            for name, plan in self.plans.items()
            if isinstance(plan, Plan) and (fit := self._fit(plan, sent)) is not None
        ]
        return max(fits, key=lambda entry: entry[:2])[2] if fits else None

    def _fit(self, plan: Plan, sent: Sent) -> int | None:
        """How many literal characters the two have in common; None where they do not match."""
        if plan.operation != sent.operation:
            return None
        if plan.operation in {"Query", "Scan"}:
            index = plan.index.name if plan.index else None
            if (plan.table.name, index) != (sent.table, sent.index):
                return None
            if plan.operation == "Scan" and filtered_by(plan) != sent.filtered:
                return None
            return _fit_conditions((*plan.partition, *plan.sort), sent.keys)
        if plan.operation.startswith("Batch"):
            (action,) = plan.pattern.actions
            return _together(self._fit_step(action, step) for step in sent.steps)
        return self._fit_steps(plan.pattern.actions, sent.steps)

    def _fit_steps(self, actions: Sequence[Action], steps: Sequence[Step]) -> int | None:
        """Each action has a step of its own, wherever that stands in a transaction."""
        left = list(steps)
        total = 0
        for action in actions:
            fits = [
                (fit, step) for step in left if (fit := self._fit_step(action, step)) is not None
            ]
            if not fits:
                return None
            fit, step = max(fits, key=lambda entry: entry[0])
            left.remove(step)
            total += fit
        return None if left else total

    def _fit_step(self, action: Action, step: Step) -> int | None:
        if (action.kind, action.table) != (step.kind, step.table):
            return None
        wanted: Mapping[str, Value] = action.key
        if action.entity:
            attributes = self.design.entities[action.entity].attributes
            names = self.design.tables[action.table].key.attributes
            wanted = {name: attributes[name].value for name in names if name in attributes}
        return _together(
            _fit_value(value, step.attributes[name]) if name in step.attributes else None
            for name, value in wanted.items()
        )


def filtered_by(plan: Plan) -> frozenset[str]:
    """The attributes in the filter of a pattern."""
    return frozenset(condition.attribute for condition in plan.pattern.filter)


def _fit_conditions(wanted: tuple[Condition, ...], given: tuple[Compared, ...]) -> int | None:
    """Conditions on the same attributes, each with values of the same form.

    The same operator is worth a character more, so that of two patterns that differ in nothing else
    the right one is found.
    """
    if {one.attribute for one in wanted} != {one.attribute for one in given}:
        return None
    by_attribute = {one.attribute: one for one in given}
    return _together(_fit_condition(one, by_attribute[one.attribute]) for one in wanted)


def _fit_condition(wanted: Condition, given: Compared) -> int | None:
    whole = wanted.operator == given.operator == "="
    operand = wanted.operands[0]
    fit = _together(_fit_value(operand, value, whole=whole) for value in given.values)
    return None if fit is None else fit + (wanted.operator == given.operator)


def _fit_value(wanted: Value, value: object, *, whole: bool = True) -> int | None:
    """How much literal text of a template a value has.

    A value that is only part of an attribute's (a prefix, a bound) needs the template's prefix alone.
    """
    if isinstance(wanted, Constant):
        same = str(wanted.value) == str(value)
        return len(str(wanted.value)) if same else None
    if not isinstance(wanted, Template) or wanted.keeps_type:
        return 0
    literals = [part for part in wanted.parts if isinstance(part, str)]
    if whole:
        pattern = "".join(
            re.escape(part) if isinstance(part, str) else ".*" for part in wanted.parts
        )
        fits = re.fullmatch(pattern, str(value), re.DOTALL) is not None
        return sum(map(len, literals)) if fits else None
    return len(wanted.prefix) if str(value).startswith(wanted.prefix) else None


def _together(fits: Iterable[int | None]) -> int | None:
    """The sum, or None if one is None."""
    found = list(fits)
    return None if None in found else sum(fit for fit in found if fit is not None)
