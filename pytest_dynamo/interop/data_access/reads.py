"""Methods that read: get, query, scan, fan-outs, batches of keys."""

from pytest_dynamo.interop.data_access.method import (
    Context,
    Method,
    batch_keys,
    comprehension,
    made_of,
    optional,
    returned,
)
from pytest_dynamo.interop.data_access.parameters import Parameters
from pytest_dynamo.interop.data_access.python_text import (
    Brackets,
    Code,
    call,
    laid_out,
    literal,
    mapping,
    statement,
)
from pytest_dynamo.interop.data_access.requests import (
    key_code,
    projection_of,
    query_arguments,
)
from pytest_dynamo.interop.data_access.rows import Row, is_read, is_single
from pytest_dynamo.planner.expressions import Aliases
from pytest_dynamo.planner.plan import Plan


def query(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A Query: one item, all of them, a page, or those of all shards."""
    pattern, row = plan.pattern, context.rows.of(plan)
    arguments = query_arguments(plan, parameters, context.tables)
    if pattern.fan_out:
        return _fan_out(row, plan, arguments)
    if is_single(context.rows.design, plan):
        made = call("_query", "self._client", row.maker, **arguments)
        returns = f"{optional(row)}"
        return Method(
            returns=returns, body=returned(made_of(row, call("next", made, "None"), returns))
        )
    if pattern.limit is None:
        returns = f"Iterator[{row.annotation}]"
        made = call("_query", "self._client", row.maker, **arguments)
        return Method(returns=returns, body=returned(made_of(row, made, returns)))
    returns = f"Page[{row.annotation}]"
    arguments["Limit"] = "limit"
    made = call("_page", "self._client", row.maker, "cursor", **arguments)
    return Method(
        returns=returns,
        body=returned(made_of(row, made, returns)),
        last=(f"limit: int = {pattern.limit}", "cursor: str | None = None"),
    )


def _fan_out(row: Row, plan: Plan, arguments: dict[str, Code]) -> Method:
    """All shards are read at once; with a limit, each up to it, and the first of all are kept."""
    pattern = plan.pattern
    made: Code = call("_query", "self._client", row.maker, **arguments)
    last: tuple[str, ...] = ()
    item = f"Iterator[{row.annotation}]"
    if pattern.limit is not None:
        arguments["Limit"] = "limit"
        made = call("_page", "self._client", row.maker, "None", **arguments)
        item, last = f"Page[{row.annotation}]", (f"limit: int = {pattern.limit}",)
    opening = Brackets("def read(", (("", "shard_number: int"),), f") -> {item}:")
    lines = ["", *laid_out("", opening, indent=8)]
    lines += statement("return ", made_of(row, made, item), indent=12)
    lines.append("")
    read = "read" if pattern.limit is None else "lambda shard: read(shard).items"
    found = call("_each_shard", str(plan.shards), read)
    key = plan.index.key if plan.index else plan.table.key
    order = [name for name in key.sort_key if not row.is_union and is_read(plan, name)]
    if not key.sort_key or order != list(key.sort_key):
        notes = ("The rows come shard by shard.",)
        return Method(
            returns=f"list[{row.annotation}]",
            body=[*lines, *returned(found)],
            last=last,
            notes=notes,
        )
    lines += statement("rows = ", found, indent=8)
    keys = ", ".join(f"row[{literal(name)}]" for name in order)
    sorting = {"key": f"lambda row: ({keys})" if len(order) > 1 else f"lambda row: {keys}"}
    if pattern.newest_first:
        sorting["reverse"] = "True"
    lines += laid_out("", call("rows.sort", **sorting), indent=8)
    end = "rows[:limit]" if last else "rows"
    return Method(returns=f"list[{row.annotation}]", body=[*lines, *returned(end)], last=last)


def scan(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A Scan that the design allows."""
    row = context.rows.of(plan)
    arguments = query_arguments(plan, parameters, context.tables)
    returns = f"Iterator[{row.annotation}]"
    if plan.pattern.limit is not None:
        arguments["Limit"] = "limit"
    made = call("_scan", "self._client", row.maker, **arguments)
    last = (f"limit: int = {plan.pattern.limit}",) if plan.pattern.limit is not None else ()
    return Method(returns=returns, body=returned(made_of(row, made, returns)), last=last)


def get(context: Context, plan: Plan, parameters: Parameters) -> Method:
    """A GetItem."""
    (action,) = plan.pattern.actions
    row, aliases = context.rows.of(plan), Aliases()
    request: dict[str, Code] = {
        "TableName": context.tables[action.table],
        "Key": key_code(action, parameters),
        **projection_of(plan.pattern, aliases),
    }
    lines = statement("answer = ", call("self._client.get_item", **request), indent=8)
    returns = optional(row)
    found = call("_found", row.maker, 'answer.get("Item")')
    return Method(returns=returns, body=[*lines, *returned(made_of(row, found, returns))])


def batch_get(context: Context, plan: Plan, _parameters: Parameters) -> Method:
    """BatchGetItem, as often as it takes."""
    (action,) = plan.pattern.actions
    entity = str(action.entity)
    row, aliases = context.rows.of(plan, entities=(entity,)), Aliases()
    first, each, value, distinct = batch_keys(context, entity)
    wanted = projection_of(plan.pattern, aliases)
    lines = comprehension("wanted = ", call("_wire", value), each, distinct)
    made = call(
        "_get_batches",
        "self._client",
        "self._backoff",
        row.maker,
        context.tables[action.table],
        mapping({"Keys": "wanted", **wanted}),
    )
    notes = ("Keys that have no item are left out, and the order is DynamoDB's.",)
    return Method(
        returns=f"list[{row.annotation}]",
        body=[*lines, *returned(made)],
        first=(first,),
        notes=notes,
    )
