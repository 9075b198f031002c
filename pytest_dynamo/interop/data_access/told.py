"""What docstrings say of a method: what is asked, by which operation, and what it takes."""

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Action, Condition, Constant
from pytest_dynamo.planner.plan import Plan


def method_told(plan: Plan) -> tuple[str, str]:
    """The two paragraphs of a method's docstring."""
    pattern = plan.pattern
    first = pattern.description or pattern.name.replace("_", " ").capitalize()
    told = [_operation(plan)]
    if pattern.filter:
        told.append(f"Of what is read, only {_conditions(pattern.filter)} is kept.")
    if pattern.consistent_read:
        told.append("The read is consistent.")
    if pattern.fan_out:
        told.append(f"There are {plan.shards} such Queries, one for each shard, at the same time.")
    if pattern.allow_scan and plan.operation == "Scan":
        told.append(f"It reads every item, which is allowed: {pattern.allow_scan}.")
    return first, " ".join(told)


def _operation(plan: Plan) -> str:
    if plan.operation in ("Query", "Scan"):
        conditions = (*plan.partition, *plan.sort)
        asked = f": {_conditions(conditions)}" if conditions else ""
        return f"{plan.operation} on {plan.on}{asked}."
    actions = plan.pattern.actions
    if plan.operation.startswith("Transact"):
        steps = "; ".join(_step(action, named=True) for action in actions)
        return f"{plan.operation}: {steps}."
    return f"{plan.operation} on {plan.on}{_of(_step(actions[0], named=False))}."


def _step(action: Action, *, named: bool) -> str:
    what = " and ".join(f"{name} = {_text(value)}" for name, value in action.key.items())
    if action.entity:
        what = f"a {action.entity}" if named else ""
    if action.condition:
        what += f"{' ' * bool(what)}if {action.condition}"
    return f"{action.kind} {what}" if named else what


def _of(text: str) -> str:
    if not text:
        return ""
    return f" {text}" if text.startswith("if ") else f": {text}"


def _conditions(conditions: tuple[Condition, ...]) -> str:
    return " and ".join(_condition(one) for one in conditions)


def _condition(condition: Condition) -> str:
    operands = [_text(operand) for operand in condition.operands]
    match condition.operator:
        case "begins_with":
            return f"{condition.attribute} begins with {operands[0]}"
        case "between":
            return f"{condition.attribute} between {operands[0]} and {operands[1]}"
    return f"{condition.attribute} {condition.operator} {operands[0]}"


def _text(value: Template | Constant) -> str:
    return str(value) if isinstance(value, Template) else str(value.value)
