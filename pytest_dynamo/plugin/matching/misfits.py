"""Why a request performs no access pattern: those that come nearest, and what keeps each from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Action, Condition, Constant, Design, Value
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.wording import names_text
from pytest_dynamo.plugin.matching.conditions import Compared, plain_value
from pytest_dynamo.plugin.matching.forms import form_of
from pytest_dynamo.plugin.matching.matcher import Matcher, filtered_by, wanted_key
from pytest_dynamo.plugin.matching.sent import Sent, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """An access pattern that a request does not perform, and why. `distance` orders them."""

    pattern: str
    operation: str
    on: str
    reason: str
    distance: int


def nearest_patterns(sent: Sent, matchers: Iterable[Matcher], *, most: int) -> tuple[Misfit, ...]:
    """The patterns of the same tables that come nearest to a request, the nearest first."""
    tables = {sent.table, *(step.table for step in sent.steps)}
    found = [
        misfit
        for matcher in matchers
        for plan in matcher.plans.values()
        if isinstance(plan, Plan) and not tables.isdisjoint(_tables(plan))
        for misfit in (_misfit(matcher.design, plan, sent),)
        if misfit
    ]
    return tuple(sorted(found, key=lambda misfit: misfit.distance)[:most])


def _tables(plan: Plan) -> set[str]:
    return {plan.table.name, *(action.table for action in plan.pattern.actions)}


def _misfit(design: Design, plan: Plan, sent: Sent) -> Misfit | None:
    if plan.operation != sent.operation:
        return _because(plan, "is another operation", 4)
    if plan.operation in {"Query", "Scan"}:
        return _keyed_misfit(plan, sent)
    reason = _steps_reason(design, plan, sent)
    return _because(plan, reason, 1) if reason else None


def _keyed_misfit(plan: Plan, sent: Sent) -> Misfit | None:
    if (plan.index.name if plan.index else None) != sent.index:
        return _because(plan, f"reads {plan.on}, not {sent.index or sent.table}", 3)
    if plan.operation == "Scan" and filtered_by(plan) != sent.filtered:
        names = names_text(sorted(filtered_by(plan)))
        return _because(plan, f"filters by {names}" if names else "has no filter", 1)
    wanted = {one.attribute: one for one in (*plan.partition, *plan.sort)}
    given = {one.attribute: one for one in sent.keys}
    if missing := [name for name in wanted if name not in given]:
        return _because(plan, f"compares {names_text(missing)} as well", 2)
    if extra := [name for name in given if name not in wanted]:
        return _because(plan, f"does not compare {names_text(extra)}", 2)
    reason = next(_condition_reasons(wanted, given), None)
    return _because(plan, reason, 1) if reason else None


def _condition_reasons(
    wanted: Mapping[str, Condition], given: Mapping[str, Compared]
) -> Iterator[str]:
    for name, condition in wanted.items():
        compared = given[name]
        whole = condition.operator == compared.operator == "="
        for value in compared.values:
            if form_of(condition.operands[0]).fit(value, whole=whole) is not None:
                continue
            if whole:
                yield _other_form(name, condition.operands[0], value)
            else:
                yield f"{name} {condition.operator} {_form(condition.operands[0])}, not {str(value)!r}"


def _steps_reason(design: Design, plan: Plan, sent: Sent) -> str | None:
    actions = plan.pattern.actions
    if plan.operation.startswith("Batch"):
        reasons = (_step_reason(design, actions[0], step) for step in sent.steps)
        return next(filter(None, reasons), None)
    if len(actions) != len(sent.steps):
        return f"has {len(actions)} steps, not {len(sent.steps)}"
    if len(actions) == 1:
        return _step_reason(design, actions[0], sent.steps[0])
    for action in actions:
        found = [_step_reason(design, action, step) for step in sent.steps]
        if None not in found:
            return f"{action.kind} of {action.entity or 'an item'}: {found[0]}"
    return "takes its steps once each"


def _step_reason(design: Design, action: Action, step: Step) -> str | None:
    if action.kind != step.kind:
        return f"does not {step.kind}, but {action.kind}"
    if action.table != step.table:
        return f"is on {action.table}, not {step.table}"
    for name, value in wanted_key(design, action).items():
        if name not in step.attributes:
            return f"has '{name}'"
        sent = plain_value(step.attributes[name])
        if form_of(value).fit(sent) is None:
            return _other_form(name, value, sent)
    return None


def _other_form(name: str, wanted: Value, value: object) -> str:
    word = "has the form" if isinstance(wanted, Template) and wanted.placeholders else "is"
    return f"{name} {word} {_form(wanted)}, not {str(value)!r}"


def _form(wanted: Value) -> str:
    return repr(str(wanted.value if isinstance(wanted, Constant) else wanted))


def _because(plan: Plan, reason: str, distance: int) -> Misfit:
    return Misfit(
        pattern=plan.pattern.name,
        operation=plan.operation,
        on=plan.on,
        reason=reason,
        distance=distance,
    )
