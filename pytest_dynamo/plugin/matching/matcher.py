"""Which access pattern of a design a request performs.

A request is compared with each pattern's plan: the operation, the table or index, and the literal
text of the key templates, `USER#` and `ORDER#` of `USER#{user_id}` and `ORDER#{order_id}`. Where
several fit, the one with the most literal text does.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from pytest_dynamo.design.values import Action, Condition, Design, Value
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.plugin.matching.conditions import plain_value
from pytest_dynamo.plugin.matching.forms import Form, form_of, together
from pytest_dynamo.plugin.matching.sent import Sent, Step

_NONE: frozenset[str] = frozenset()
_Place: TypeAlias = tuple[str, str, str | None, frozenset[str]]
"""An operation, and as far as it has one a table, an index, and the attributes of its key condition.

A batch or transaction names no table here, and only a Query or Scan has an index and a key condition.
"""


@dataclass(frozen=True, slots=True)
class Matcher:
    """The plans of one design, ready to be compared with requests."""

    design: Design
    plans: Mapping[str, Plan | NotServed]
    _shapes: dict[_Place, list["_Shape"]] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        for name, plan in self.plans.items():
            if isinstance(plan, Plan):
                shape = _shape(self.design, name, plan)
                self._shapes.setdefault(shape.place, []).append(shape)

    def pattern_of(self, sent: Sent, *, preferred: Collection[str] = ()) -> str | None:
        """The name of the access pattern that the request performs, or None.

        Of patterns that fit equally well, a `preferred` one counts, else the first of the file.
        """
        best: tuple[int, bool] | None = None
        found = None
        place = sent.operation, sent.table, sent.index, sent.text.attributes
        for shape in self._shapes.get(place, ()):
            if shape.conditions is not None and shape.filtered is None:
                fit = _fit_conditions(shape.conditions, sent)
            elif shape.step is not None:
                fit = _fit_step(shape.step, sent.steps[0])
            else:
                fit = shape.fit(sent)
            if fit is None:
                continue
            this = (fit, shape.name in preferred)
            if best is None or this > best:
                best, found = this, shape.name
        return found

    def alike(self, sent: Sent) -> tuple[str, ...]:
        """The names of all access patterns that the request fits best, equally well."""
        place = sent.operation, sent.table, sent.index, sent.text.attributes
        fits = [
            (fit, shape.name)
            for shape in self._shapes.get(place, ())
            if (fit := shape.fit(sent)) is not None
        ]
        best = max((fit for fit, _ in fits), default=0)
        return tuple(name for fit, name in fits if fit == best)


def filtered_by(plan: Plan) -> frozenset[str]:
    """The attributes in the filter of a pattern."""
    return frozenset(condition.attribute for condition in plan.pattern.filter)


def wanted_key(design: Design, action: Action) -> Mapping[str, Value]:
    """The key attributes of the item an action is about, and what they look like."""
    if not action.entity:
        return action.key
    attributes = design.entities[action.entity].attributes
    names = design.tables[action.table].key.attributes
    return {name: attributes[name].value for name in names if name in attributes}


_Steps: TypeAlias = tuple[str, str, Mapping[str, Form]]
"""An action: its kind, its table, and the forms of its key attributes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What a request that performs a plan looks like.

    A Query or Scan has `conditions`, by attribute; a batch has the one action each of its steps is,
    and everything else an action a step: `step` is that of an operation on one item, which has no other.
    """

    name: str
    place: _Place
    conditions: Mapping[str, tuple[str, Form]] | None = None
    filtered: frozenset[str] | None = None
    actions: tuple[_Steps, ...] = ()
    is_batch: bool = False
    step: _Steps | None = None

    def fit(self, sent: Sent) -> int | None:
        """How many literal characters the two have in common; None where they do not match."""
        if self.conditions is not None:
            if self.filtered is not None and self.filtered != sent.filtered:
                return None
            return _fit_conditions(self.conditions, sent)
        if self.is_batch:
            return together(_fit_step(self.actions[0], step) for step in sent.steps)
        if len(self.actions) != len(sent.steps):
            return None
        if len(self.actions) == 1:
            return _fit_step(self.actions[0], sent.steps[0])
        return _fit_steps(self.actions, sent.steps)


def _shape(design: Design, name: str, plan: Plan) -> _Shape:
    if plan.operation in {"Query", "Scan"}:
        index = plan.index.name if plan.index else None
        conditions = _conditions((*plan.partition, *plan.sort))
        return _Shape(
            name=name,
            place=(plan.operation, plan.table.name, index, frozenset(conditions)),
            conditions=conditions,
            filtered=filtered_by(plan) if plan.operation == "Scan" else None,
        )
    actions = tuple(
        (action.kind, action.table, _forms(wanted_key(design, action)))
        for action in plan.pattern.actions
    )
    is_several = plan.operation.startswith(("Batch", "Transact"))
    table = "" if is_several else plan.pattern.actions[0].table
    return _Shape(
        name=name,
        place=(plan.operation, table, None, _NONE),
        actions=actions,
        is_batch=plan.operation.startswith("Batch"),
        step=None if is_several else actions[0],
    )


def _forms(values: Mapping[str, Value]) -> Mapping[str, Form]:
    return {name: form_of(value) for name, value in values.items()}


def _conditions(conditions: Iterable[Condition]) -> Mapping[str, tuple[str, Form]]:
    return {one.attribute: (one.operator, form_of(one.operands[0])) for one in conditions}


def _fit_steps(actions: Sequence[_Steps], steps: Sequence[Step]) -> int | None:
    """Each action has a step of its own, wherever that stands in a transaction."""
    left = list(steps)
    total = 0
    for action in actions:
        fits = [(fit, step) for step in left if (fit := _fit_step(action, step)) is not None]
        if not fits:
            return None
        fit, step = max(fits, key=lambda entry: entry[0])
        left.remove(step)
        total += fit
    return total


def _fit_step(action: _Steps, step: Step) -> int | None:
    kind, table, forms = action
    if kind != step.kind or table != step.table:
        return None
    total = 0
    for name, form in forms.items():
        value = step.attributes.get(name)
        if value is None:
            return None
        # Nearly all keys are texts of a low-level client: those are told without a call.
        text = value["S"] if type(value) is dict and "S" in value else plain_value(value)
        if form.whole(text if type(text) is str else str(text)) is None:
            return None
        total += form.literals
    return total


def _fit_conditions(wanted: Mapping[str, tuple[str, Form]], sent: Sent) -> int | None:
    """Conditions on the same attributes, as the place has seen to, each with values of the same form.

    The same operator is worth a character more, so that of two patterns that differ in nothing else
    the right one is found.
    """
    total = 0
    for name, (operator, form) in wanted.items():
        sent_operator, placeholders = sent.text.by_attribute[name]
        whole = operator == sent_operator == "="
        fits = form.whole if whole else form.start
        for place in placeholders:
            value = sent.values.get(place)
            text = value["S"] if type(value) is dict and "S" in value else plain_value(value)
            if fits(text if type(text) is str else str(text)) is None:
                return None
            total += form.literals if whole else form.start_literals
        total += operator == sent_operator
    return total
