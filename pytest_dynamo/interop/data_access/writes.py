"""Methods that write: put, update, delete, batches of items."""

from pytest_dynamo.interop.data_access.method import (
    Context,
    Method,
    batch_keys,
    comprehension,
    made_of,
    optional,
    returned,
)
from pytest_dynamo.interop.data_access.names import variable
from pytest_dynamo.interop.data_access.parameters import Parameters
from pytest_dynamo.interop.data_access.python_text import (
    Code,
    call,
    laid_out,
    literal,
    mapping,
    statement,
)
from pytest_dynamo.interop.data_access.requests import (
    write_step,
)
from pytest_dynamo.planner.plan import Plan


def put(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A PutItem of an item that is made already."""
    (action,) = plan.pattern.actions
    item = parameters.names.take(variable(str(action.entity)))
    step = write_step(action, 0, parameters, context.tables, item)
    made = call("self._client.put_item", **step)
    first = (f"{item}: {context.rows.types[str(action.entity)]}",)
    return Method(
        returns="None",
        body=_sent(made, is_checked=bool(action.condition)),
        first=first,
        notes=_raises(plan),
    )


def _sent(code: Code, *, is_checked: bool, before: str = "") -> list[str]:
    if not is_checked:
        return statement(before, code, indent=8)
    return ["        with _translated():", *statement(before, code, indent=12)]


def _raises(plan: Plan) -> tuple[str, ...]:
    return (
        ("Raises ConditionFailed where it is not so.",) if plan.pattern.actions[0].condition else ()
    )


def update(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """An UpdateItem."""
    return _changed(context, plan, parameters, "update_item", "ALL_NEW")


def delete(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A DeleteItem."""
    return _changed(context, plan, parameters, "delete_item", "ALL_OLD")


def _changed(
    context: Context, plan: Plan, parameters: Parameters, operation: str, wanted: str
) -> Method:
    """An update or delete, which returns the item where the design says which entity that is."""
    (action,) = plan.pattern.actions
    step = write_step(action, 0, parameters, context.tables, "")
    is_checked = bool(action.condition)
    if not plan.pattern.returns:
        made = call(f"self._client.{operation}", **step)
        return Method(returns="None", body=_sent(made, is_checked=is_checked), notes=_raises(plan))
    row = context.rows.of(plan)
    made = call(f"self._client.{operation}", **step, ReturnValues=literal(wanted))
    lines = _sent(made, is_checked=is_checked, before="answer = ")
    returns = row.annotation if wanted == "ALL_NEW" else optional(row)
    loaded = (
        call("_loaded", row.maker, 'answer["Attributes"]')
        if wanted == "ALL_NEW"
        else call("_found", row.maker, 'answer.get("Attributes")')
    )
    told = "as it is now" if wanted == "ALL_NEW" else "as it was, or None if there was none"
    notes = (f"Returns the item {told}.", *_raises(plan))
    return Method(
        returns=returns, body=[*lines, *returned(made_of(row, loaded, returns))], notes=notes
    )


def batch_write(context: Context, plan: Plan, _parameters: Parameters) -> Method:
    """BatchWriteItem, as often as it takes."""
    (action,) = plan.pattern.actions
    entity = str(action.entity)
    if action.kind == "put":
        first, each, among = f"items: Iterable[{context.rows.types[entity]}]", "item", "items"
        request: Code = mapping({"PutRequest": mapping({"Item": "_wire(item)"})})
    else:
        first, each, value, among = batch_keys(context, entity)
        request = mapping({"DeleteRequest": mapping({"Key": call("_wire", value)})})
    before = "requests: list[WriteRequestTypeDef] = "
    lines = comprehension(before, request, each, among)
    table = context.tables[action.table]
    made = call("_write_batches", "self._client", "self._backoff", table, "requests")
    notes = ("Raises Unprocessed, with what is left, where DynamoDB does not take all of it.",)
    return Method(
        returns="None", body=[*lines, *laid_out("", made, indent=8)], first=(first,), notes=notes
    )
