"""Which key it is that a table or index is throttled for, where one stands out."""

from pytest_dynamo.report.figures import percent
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name, short_resource
from pytest_dynamo.report.words import Name, Sentence

_MOST_OF_THEM = 0.25
"""A key with this share of the throttled requests is what they are about."""


def culprit(run: Place) -> Sentence:
    """That one key takes so much of a table or index; nothing where none stands out.

    It is the key that most of the most frequent throttles are for, with its share of all that was
    consumed there.
    """
    rows = run["throttle_reasons"]
    if not rows or not rows[0]["keys"] or rows[0]["keys"][0]["share"].value < _MOST_OF_THEM:
        return ()
    table, index = throttled_resource(rows[0])
    key, direction = rows[0]["keys"][0]["key"].value, throttled_direction(rows[0])
    wanted = (table, index, direction, key)
    for row in run["keys"]:
        if wanted == tuple(row[name].value for name in ("table", "index", "direction", "key")):
            where = resource_name(table, index)
            return (
                Name(key),
                " alone takes ",
                percent(row["share"]),
                f" of the {direction}s of ",
                *where,
            )
    return ()


def throttled_resource(row: Place) -> tuple[str, str | None]:
    """The table and index of a row that tells of throttles."""
    table, _, index = short_resource(row["resource"].value).partition("/index/")
    return table, index or None


def throttled_direction(row: Place) -> str:
    """Whether reads or writes were throttled: AWS's reasons say so, as `TableWriteAccountLimitExceeded`."""
    return "write" if "Write" in row["reason"].value else "read"
