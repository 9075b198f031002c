"""The examination: requests whose answers were written down before the embedded DynamoDB saw them.

`world.json` has the tables and items that every case finds, and `cases/*.json` one case a line. Its
`steps` are operations with their requests, as raw JSON; `expected` has what each is answered, and
`after` how the tables named there differ from the world then. Where the expectation is not what
AWS's own DynamoDB Local 3.3.0 answers, `because` says where it is from. Where the embedded DynamoDB
disagrees, `ours` has what it answers, by step, and `verdict` why that is so.

An expectation is an answer, an error, "accepted" for any answer, or {"one of": expectations}; a
message that is missing is not compared.
"""

import json
from pathlib import Path

from tests.embedded.conformance import corpus
from tests.embedded.conformance.performing import furnish
from tests.embedded.examination.comparing import as_text, compared

FOLDER = Path(__file__).parent
DOCUMENTATION = FOLDER.parents[2] / "docs" / "explanation" / "embedded-compared.md"
WORLD = corpus.expanded(json.loads((FOLDER / "world.json").read_text()), "")
CASES = [
    corpus.expanded(case, "unique")
    for area in corpus.areas(FOLDER / "cases").values()
    for case in area
]


def run(perform, case):
    """What the steps of a case are answered, and how the tables are afterwards."""
    furnish(perform, _tables(case), WORLD["items"])
    answers, outcomes = [], []
    for operation, request in case["steps"]:
        error, body = _performed(perform, operation, resolved(request, answers))
        answers.append(body)
        outcome = corpus.outcome_of(error, body)
        outcomes.append(compared(outcome, ordered=case.get("ordered", False)))
    after = {
        name: changes(name, _pages(perform, "Scan", [{"TableName": name}])["Items"])
        for name in case.get("after", {})
    }
    return outcomes, after


def _tables(case):
    """The tables that a case can see: those it mentions, or all, to be quick."""
    mentioned = json.dumps([case["steps"], list(case.get("after", ()))])
    lists = any(operation == "ListTables" for operation, _ in case["steps"])
    return [table for table in WORLD["tables"] if lists or table["TableName"] in mentioned]


def _performed(perform, operation, request):
    match operation.split():
        case ["pages", "of", operation]:
            return None, _pages(perform, operation, request)
        case ["records", "of"]:
            return None, {"Records": _records(perform, request)}
    return perform(operation, request)


def _pages(perform, operation, requests):
    """All that the pages of some requests hold, one request after the other."""
    items, counts, units = [], [], 0
    for request in requests:
        start = {}
        while start is not None:
            error, page = perform(operation, {**request, **start})
            assert error is None, page
            items += page["Items"]
            counts.append([page["Count"], page["ScannedCount"]])
            units += page.get("ConsumedCapacity", {}).get("CapacityUnits", 0)
            last = page.get("LastEvaluatedKey")
            start = {"ExclusiveStartKey": last} if last else None
    told = {"Items": items, "scanned": sum(scanned for _, scanned in counts), "units": units}
    if operation == "Query":
        return {**told, "pages": counts}
    return {**told, "pages": len(counts)} if len(requests) == 1 else told


def _records(perform, table):
    """The records of a table's stream."""
    arn = perform("DescribeTable", {"TableName": table})[1]["Table"]["LatestStreamArn"]
    (shard,) = perform("DescribeStream", {"StreamArn": arn})[1]["StreamDescription"]["Shards"]
    wanted = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    return perform("GetRecords", perform("GetShardIterator", wanted)[1])[1]["Records"]


def resolved(value, answers):
    """A request with the values it takes from earlier answers: `{"$ref": "0.Table.TableArn"}`."""
    match value:
        case {"$ref": str(path)}:
            found = answers
            for name in path.split("."):
                found = found[int(name) if isinstance(found, list) else name]
            return found
        case dict():
            return {name: resolved(each, answers) for name, each in value.items()}
        case list():
            return [resolved(each, answers) for each in value]
    return value


def changes(table, items):
    """How a table differs from the world: items the world has not or not so, and keys that are gone."""
    before, now = _by_key(table, WORLD["items"][table]), _by_key(table, items)
    changed = [item for key, item in sorted(now.items()) if before.get(key) != item]
    gone = sorted(key for key in before if key not in now)
    return ({"changed": changed} if changed else {}) | ({"gone": gone} if gone else {})


def _by_key(table, items):
    (names,) = (
        [key["AttributeName"] for key in known["KeySchema"]]
        for known in WORLD["tables"]
        if known["TableName"] == table
    )
    in_order = (compared(item, ordered=True) for item in items)
    return {as_text([item[name] for name in names]): item for item in in_order}
