"""The conformance corpus: requests as raw JSON, each with what DynamoDB answers.

`cases/*.json` hold one case a line: `operation` and `request`, in `then` a second request whose
outcome counts too, and outcomes: `recorded` is what AWS's own DynamoDB Local answered to
`record.py`; `expected` is there where the service is known to answer otherwise, and `because` says
how that is known.
"""

import json
import re
from http import HTTPStatus
from pathlib import Path

FOLDER = Path(__file__).parent / "cases"
CODE_AND_MESSAGE = "code and message"
_REPEATED = re.compile(r"\{\{(.+?)\*(\d+)\}\}")

THINGS = {
    "TableName": "things",
    "KeySchema": [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ],
    "AttributeDefinitions": [
        {"AttributeName": "pk", "AttributeType": "S"},
        {"AttributeName": "sk", "AttributeType": "S"},
        {"AttributeName": "grp", "AttributeType": "S"},
        {"AttributeName": "num", "AttributeType": "N"},
        {"AttributeName": "lvl", "AttributeType": "S"},
    ],
    "BillingMode": "PAY_PER_REQUEST",
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "by_group",
            "KeySchema": [
                {"AttributeName": "grp", "KeyType": "HASH"},
                {"AttributeName": "num", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
    "LocalSecondaryIndexes": [
        {
            "IndexName": "by_level",
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "lvl", "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": "KEYS_ONLY"},
        }
    ],
}


def _of_one_key(table, name, kind):
    return {
        "TableName": table,
        "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind}],
        "BillingMode": "PAY_PER_REQUEST",
    }


TABLES = [
    THINGS,
    _of_one_key("simple", "pk", "S"),
    _of_one_key("numbers", "id", "N"),
    _of_one_key("binaries", "id", "B"),
]

ITEMS = {
    "things": [
        {
            "pk": {"S": "a"},
            "sk": {"S": "b"},
            "x": {"N": "1"},
            "t": {"S": "text"},
            "ss": {"SS": ["a", "b"]},
            "l": {"L": [{"S": "one"}, {"S": "two"}]},
            "m": {"M": {"a": {"S": "inner"}, "b": {"L": [{"S": "deep"}]}}},
            "grp": {"S": "g1"},
            "num": {"N": "1"},
            "lvl": {"S": "l1"},
        },
        {
            "pk": {"S": "a"},
            "sk": {"S": "c"},
            "x": {"N": "2"},
            "grp": {"S": "g1"},
            "num": {"N": "2"},
        },
        {"pk": {"S": "a"}, "sk": {"S": "d"}, "x": {"N": "3"}, "lvl": {"S": "l0"}},
        {
            "pk": {"S": "b"},
            "sk": {"S": "a"},
            "x": {"N": "1"},
            "grp": {"S": "g2"},
            "num": {"N": "1"},
        },
    ],
    "simple": [{"pk": {"S": "s1"}}],
    "numbers": [{"id": {"N": "1"}, "n": {"N": "1"}}],
}


def areas(folder=FOLDER):
    """The cases by area, as they stand in the files."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}


def write(area, cases, folder=FOLDER):
    """Write the cases of an area, one a line."""
    lines = (json.dumps(case, ensure_ascii=False, separators=(",", ":")) for case in cases)
    (folder / f"{area}.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


def answered(status, body):
    """`(None, answer)`, or `(error, body)` with the code of the error alone, of an HTTP response."""
    return None if status == HTTPStatus.OK else body["__type"].rpartition("#")[2], body


def run(perform, case, unique):
    """The outcome of a case; `perform(operation, request)` gives `(None, answer)` or `(error, body)`.

    `unique` is in idempotency tokens.
    """
    outcome = _outcome(case, *perform(case["operation"], expanded(case["request"], unique)))
    if "then" in case:
        operation, request = case["then"]
        outcome["then"] = _outcome(case, *perform(operation, expanded(request, unique)))
    return outcome


def _outcome(case, error, body):
    if error is None and case.get("compare") == CODE_AND_MESSAGE:
        return {"answer": {}}
    return outcome_of(error, _ordered(body))


def outcome_of(error, body):
    """The outcome of one request: its answer, or the error and what is told with it."""
    if error is None:
        return {"answer": body}
    said = {"error": error, "message": body.get("message", body.get("Message"))}
    more = {
        name: body[name] for name in ("Item", "CancellationReasons") if body.get(name) is not None
    }
    return {**said, **more}


def _ordered(value):
    """Sets and maps in one order."""
    if isinstance(value, dict):
        return {
            name: sorted(each) if name in ("SS", "NS", "BS") else _ordered(each)
            for name, each in sorted(value.items())
        }
    return [_ordered(each) for each in value] if isinstance(value, list) else value


def expanded(value, unique):
    """A request in full: what is long or deep is written short in the files."""
    match value:
        case {"$each": [count, template]}:
            return [_numbered(expanded(template, unique), position) for position in range(count)]
        case {"$nested": depth}:
            nested = {"S": "x"}
            for level in range(depth):
                nested = {"L": [nested]} if level % 2 else {"M": {"a": nested}}
            return nested
        case dict():
            return {_repeated(name): expanded(each, unique) for name, each in value.items()}
        case list():
            return [expanded(each, unique) for each in value]
        case str():
            return _repeated(value).replace("%s", unique)
    return value


def _repeated(text):
    """A text in full: `{{ab*3}}` stands for `ababab`."""
    return _REPEATED.sub(lambda found: found[1] * int(found[2]), text)


def _numbered(value, position):
    if isinstance(value, dict):
        return {name: _numbered(each, position) for name, each in value.items()}
    if isinstance(value, list):
        return [_numbered(each, position) for each in value]
    return value.replace("%d", str(position)) if isinstance(value, str) else value
