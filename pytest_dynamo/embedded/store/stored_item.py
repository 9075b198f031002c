"""An item as it lies in the store: immutable bytes and what was counted on them once."""

import base64
from collections.abc import Sequence
from functools import partial
from typing import Self

import orjson

from pytest_dynamo.capacity.item_size import item_size_bytes
from pytest_dynamo.capacity.pages import page_size_bytes
from pytest_dynamo.embedded.wire_types import WireItem, WireValue


class StoredItem:
    """One image of an item. It never changes, so tables, indexes, streams and backups share it.

    Kept as JSON, an item takes a sixth of the memory of its dictionaries, and each reader gets
    dictionaries of his own.
    """

    __slots__ = ("_page_bytes", "has_binary", "image", "size_bytes")

    def __init__(self, image: bytes, size_bytes: int, *, has_binary: bool) -> None:
        self.image = image
        self.size_bytes = size_bytes
        self.has_binary = has_binary
        self._page_bytes: int | None = None

    @classmethod
    def of(cls, item: WireItem, size_bytes: int | None = None) -> Self:
        """Store an item; `size_bytes` where it is known already."""
        size_bytes = item_size_bytes(item) if size_bytes is None else size_bytes
        try:
            encoded, has_binary = orjson.dumps(item), False
        except TypeError:  # orjson knows no bytes
            encoded, has_binary = orjson.dumps(item, default=as_base64), True
        # orjson leaves the bytes it gives in the larger buffer it wrote them to: ten times the memory.
        return cls(bytes(memoryview(encoded)), size_bytes, has_binary=has_binary)

    def item(self) -> WireItem:
        """The item, made anew for whoever asks."""
        item: WireItem = orjson.loads(self.image)
        if self.has_binary:
            return {name: _decoded(value) for name, value in item.items()}
        return item

    @classmethod
    def items(cls, stored: Sequence[Self]) -> list[WireItem]:
        """Many items, made anew: in one go, which takes three quarters of one by one."""
        images = [each.image for each in stored]
        items: list[WireItem] = orjson.loads(b"[%b]" % b",".join(images))
        for position, each in enumerate(stored):
            if each.has_binary:
                items[position] = each.item()
        return items

    def page_bytes(self, sort_key: str | None) -> int:
        """How much of a page the item takes in its table, whose sort-key attribute is `sort_key`."""
        if self._page_bytes is None:
            self._page_bytes = page_size_bytes(self.item(), sort_key)
        return self._page_bytes


def as_base64(value: object) -> str:
    """How binary stands in JSON."""
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode()
    message = f"{value!r} is no attribute value"
    raise TypeError(message)


_bytes = partial(base64.b64decode, validate=True)


def _decoded(value: WireValue) -> WireValue:
    """A value with its base64 texts as bytes again; maps may have members named B and BS."""
    ((kind, content),) = value.items()
    match kind:
        case "B":
            return {"B": _bytes(content)}
        case "BS":
            return {"BS": [_bytes(element) for element in content]}
        case "L":
            return {"L": [_decoded(element) for element in content]}
        case "M":
            return {"M": {name: _decoded(element) for name, element in content.items()}}
    return value
