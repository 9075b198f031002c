"""Values for attributes of which a source says the type alone, and perhaps a telling name."""

from decimal import Decimal

from pytest_dynamo.design.values import Generated, Value

_YEAR_SECONDS = 365 * 86_400.0
_TEXT = Generated(maker="text_bytes", options={"min": 5, "max": 40})


def assumed_value(kind: str, name: str) -> Value:
    """A maker of values of a kind: text, integer, decimal, boolean, uuid, date, binary, list, map.

    Texts whose name says what they are become such: an id, a date, an address for mail. Kinds that are
    not known are texts.
    """
    match kind:
        case "uuid":
            return _faked("uuid4")
        case "integer":
            return Generated(maker="int", options={"min": 1, "max": 1_000})
        case "decimal":
            options = {"min": Decimal(1), "max": Decimal(1_000), "places": 2}
            return Generated(maker="number", options=options)
        case "boolean":
            return Generated(maker="choice", options={"weights": {True: 1.0, False: 1.0}})
        case "binary":
            return Generated(maker="binary_bytes", options={"min": 16, "max": 64})
        case "date":
            return _timestamp("iso8601")
        case "list":
            return Generated(maker="list", options={"of": _TEXT, "min": 1, "max": 3})
    return _text(name.lower())


def _text(name: str) -> Value:
    words = name.replace("-", "_").split("_")
    if name.endswith("email"):
        return _faked("email")
    if name.endswith(("_at", "timestamp", "datetime")):
        return _timestamp("iso8601")
    if words[-1] in ("date", "day"):
        return _timestamp("date")
    if words[-1] in ("id", "uuid", "key", "token") or name.endswith("id"):
        return _faked("uuid4")
    return _TEXT


def _faked(provider: str) -> Generated:
    return Generated(maker="faker", options={"provider": provider, "args": {}, "unique": False})


def _timestamp(form: str) -> Generated:
    return Generated(maker="timestamp", options={"since_seconds": _YEAR_SECONDS, "format": form})
