"""Small values that the whole control plane shares."""

from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pytest_dynamo.embedded.service_error import ServiceError


def copied(value: Any) -> Any:
    """A request or an answer as a value of its own: dictionaries and lists anew, the rest shared.

    A member that is null counts as absent.
    """
    if isinstance(value, dict):
        return {
            name: copied(member) if isinstance(member, (dict, list)) else member
            for name, member in value.items()
            if member is not None
        }
    if isinstance(value, list):
        return [copied(element) for element in value]
    return value


def moment(seconds: float) -> datetime:
    """A time of the clock as answers have it, to the millisecond."""
    return datetime.fromtimestamp(int(seconds * 1000) / 1000, UTC)


def seconds_of(time: datetime | float) -> float:
    """A time of a request, which may be a datetime or seconds since the epoch."""
    return time.timestamp() if isinstance(time, datetime) else float(time)


def made_id(*parts: object) -> str:
    """An id that is the same whenever it is made of the same parts."""
    return str(uuid5(NAMESPACE_URL, "/".join(map(str, parts))))


def no_table(name: str) -> ServiceError:
    """What most operations on whole tables say of a table that is not there."""
    message = f"Requested resource not found: Table: {name} not found"
    return ServiceError("ResourceNotFoundException", message)


def page_after(
    names: list[str], after: str | None, most: int | None
) -> tuple[list[str], str | None]:
    """Some of the names that follow another one, and the last of them if there are more.

    A name to go on from that is not among them gives none.
    """
    start = 0
    if after is not None:
        start = names.index(after) + 1 if after in names else len(names)
    # JSON may say 1.5 where an integer is asked for, and the service cuts it off.
    stop = len(names) if most is None else start + int(most)
    return names[start:stop], names[stop - 1] if stop < len(names) else None
