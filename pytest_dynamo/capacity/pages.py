"""Where DynamoDB ends a page of a Query or Scan: at 1 MB of what it calls the result set.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html. The
documentation does not say how that megabyte is counted. It is not the size the capacity units are
counted on: in results recorded on DynamoDB an attribute name counts one byte, and values and items
carry overheads of their own. The formula is that of the emulator dynalite (db/index.js), which
reproduces the recorded pages to the byte; the tests hold two of them.
"""

from pytest_dynamo.capacity.item_size import AttributeValue, Item, value_size_bytes

# A page ends with the item that brings it to this size, which it still includes.
PAGE_BYTES = 1_048_576


def page_size_bytes(item: Item, sort_key: str | None = None) -> int:
    """How much of a page an item takes; `sort_key` is the table's sort-key attribute, if any."""
    sort_bytes = value_size_bytes(item[sort_key]) if sort_key and sort_key in item else 0
    stored = sum(1 + _stored_bytes(value) for name, value in item.items() if name != sort_key)
    return 2 + stored + (1 + (1 + stored) // 3_072) * (18 + sort_bytes)


def _stored_bytes(value: AttributeValue) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "NULL":
            return 0
        case "BOOL":
            return 1
        case "M":
            return 3 + len(content) + sum(1 + _stored_bytes(inner) for inner in content.values())
        case "L":
            return 3 + sum(1 + _stored_bytes(inner) for inner in content)
    size_bytes = value_size_bytes(value)
    match kind:
        case "S":
            return size_bytes + (1 if size_bytes < 128 else 2 if size_bytes < 16_384 else 3)
        case "SS" | "NS" | "BS":
            return size_bytes + len(content) + 1
    return size_bytes + 1
