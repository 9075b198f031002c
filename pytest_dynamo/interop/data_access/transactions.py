"""Methods of transactions."""

from pytest_dynamo.interop.data_access.method import Context, Method, made_of, optional, returned
from pytest_dynamo.interop.data_access.names import variable
from pytest_dynamo.interop.data_access.parameters import Parameters
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    Code,
    call,
    laid_out,
    mapping,
    statement,
)
from pytest_dynamo.interop.data_access.requests import (
    conditions_of,
    key_code,
    projection_of,
    write_step,
)
from pytest_dynamo.planner.expressions import Aliases
from pytest_dynamo.planner.plan import Plan


def transact_get(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A TransactGetItems: an item or None for each step."""
    gets, found, types = list[Code](), list[Code](), list[str]()
    for position, action in enumerate(plan.pattern.actions):
        aliases = Aliases()
        get: dict[str, Code] = {
            "TableName": context.tables[action.table],
            "Key": key_code(action, parameters),
        }
        projected = projection_of(plan.pattern, aliases)
        get |= {name: code for name, code in projected.items() if name != "ConsistentRead"}
        gets.append(mapping({"Get": mapping(get)}))
        row = context.rows.of(plan, entities=conditions_of(context.rows.design, plan, action))
        returns = optional(row)
        types.append(returns)
        code = call("_found", row.maker, f'answers[{position}].get("Item")')
        found.append(made_of(row, code, returns))
    items = Brackets("[", tuple(("", one) for one in gets), "]")
    sent = call("self._client.transact_get_items", TransactItems=items)
    lines = ["        with _translated():", *statement("answer = ", sent, indent=12)]
    lines.append('        answers = answer["Responses"]')
    if len(found) == 1:
        return Method(returns=types[0], body=[*lines, *returned(found[0])])
    together = Brackets("(", tuple(("", one) for one in found), ")")
    return Method(returns=f"tuple[{', '.join(types)}]", body=[*lines, *returned(together)])


def transact_write(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A TransactWriteItems: items to put come first, then what its other steps take."""
    steps, first = list[Code](), list[str]()
    for position, action in enumerate(plan.pattern.actions):
        item = ""
        if action.kind == "put":
            item = parameters.names.take(variable(str(action.entity)))
            first.append(f"{item}: {context.rows.types[str(action.entity)]}")
        step = write_step(action, position, parameters, context.tables, item)
        kind = "ConditionCheck" if action.kind == "check" else action.kind.capitalize()
        steps.append(mapping({kind: mapping(step)}))
    sent = call(
        "self._client.transact_write_items",
        TransactItems=Brackets("[", tuple(("", one) for one in steps), "]"),
        ClientRequestToken="client_request_token or str(uuid4())",
    )
    done = "All of it is done, or TransactionCanceled says why none is."
    again = "A call made again with the same token, within ten minutes, does nothing more."
    notes = (done, again)
    body = ["        with _translated():", *laid_out("", sent, indent=12)]
    last = ("client_request_token: str | None = None",)
    return Method(returns="None", body=body, first=tuple(first), last=last, notes=notes)
