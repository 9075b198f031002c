"""What a model of PynamoDB says, member by member.

Read off https://pynamodb.readthedocs.io/en/stable/api.html and
https://pynamodb.readthedocs.io/en/stable/indexes.html.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.interop.shapes import Kept, Labels, Lost, Shape, State, Text, Whole

_PLACE = "is where the application finds the table, and no part of a design; left out"

META: Mapping[str, Shape] = {
    "table_name": Text(needed=True),
    "billing_mode": Text(choices=("PAY_PER_REQUEST", "PROVISIONED")),
    "read_capacity_units": Whole(),
    "write_capacity_units": Whole(),
    "stream_view_type": Text(choices=("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")),
    "tags": Labels(),
    "region": Lost(message=_PLACE),
    "host": Lost(message=_PLACE),
    # How the library connects, which PynamoDB fills in itself where a model is silent.
    "aws_access_key_id": State(),
    "aws_secret_access_key": State(),
    "aws_session_token": State(),
    "connect_timeout_seconds": State(),
    "extra_headers": State(),
    "max_pool_connections": State(),
    "max_retry_attempts": State(),
    "read_timeout_seconds": State(),
}
INDEX_META: Mapping[str, Shape] = {
    "index_name": Text(needed=True),
    "projection": Kept(),
    "read_capacity_units": Whole(),
    "write_capacity_units": Whole(),
    "attributes": State(),
    "model": State(),
    "region": State(),
    "host": State(),
}


def members_of(meta: object) -> dict[str, Any]:
    """What a class called Meta says, those it derives from included."""
    names = [name for name in dir(meta) if not name.startswith("_")]
    return {name: getattr(meta, name, None) for name in names}


def kinds_of(one: object) -> set[str]:
    """The names of the classes that something is of."""
    kind = one if isinstance(one, type) else type(one)
    return {each.__name__ for each in kind.__mro__}


def attributes_of(container: object) -> Iterator[tuple[str, Any]]:
    """The attributes of a model or of a map by their names in Python, in the order of its text."""
    kind = container if isinstance(container, type) else type(container)
    given: dict[str, Any] = getattr(kind, "get_attributes", dict)()
    written = [name for each in reversed(kind.__mro__) for name in vars(each)]
    for name in dict.fromkeys([*written, *given]):
        if name in given:
            yield name, given[name]
