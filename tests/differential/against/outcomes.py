"""What an operation came to, in a form in which two sides can be compared."""

import json

from against.endpoint import Refusal, as_base64

MOST_PAGES = 100


def outcome(perform, operation):
    """The answer or `Refusal` of an operation, all pages of a Query or Scan together."""
    if not operation.is_walk:
        answer = perform(operation.name, operation.parameters)
        return answer if isinstance(answer, Refusal) else settled(answer)
    if operation.segments:
        pages = []
        for segment in range(operation.segments):
            part = {"Segment": segment, "TotalSegments": operation.segments}
            walked = walk(perform, operation, operation.parameters | part)
            if isinstance(walked, Refusal):
                return walked
            pages += walked
    else:
        pages = walk(perform, operation, operation.parameters)
    return pages if isinstance(pages, Refusal) else together(pages, operation)


def stored(perform, table, key):
    """An item as it is stored, or None."""
    answer = perform("GetItem", {"TableName": table.name, "Key": key, "ConsistentRead": True})
    return settled(answer).get("Item")


def walk(perform, operation, parameters):
    """All pages, or the `Refusal` of one."""
    pages, start = [], {}
    while len(pages) < MOST_PAGES:
        page = perform(operation.name, parameters | start)
        if isinstance(page, Refusal):
            return page
        pages.append(page)
        if "LastEvaluatedKey" not in page:
            break
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    return pages


def together(pages, operation):
    """What is the same on any DynamoDB: hashes differ, and so does the order of equal sort keys.

    The items of a table's Query come in one order alone, so each page can be compared; of an index,
    the sort keys can; of a Scan, nothing but what it found.
    """
    items = [settled(item) for page in pages for item in page.get("Items", [])]
    is_ordered = operation.name == "Query" and operation.index is None
    whole = {
        "Items": items if is_ordered else sorted(items, key=canonical),
        "Count": sum(page["Count"] for page in pages),
        "ScannedCount": sum(page["ScannedCount"] for page in pages),
    }
    if operation.name == "Query" and operation.index and operation.sort_key:
        whole["SortKeys"] = [item.get(operation.sort_key) for item in items]
    if not operation.segments:
        whole["Pages"] = len(pages)
    if is_ordered:
        whole["PageCounts"] = [page["Count"] for page in pages]
    if is_ordered or len(pages) == 1:
        whole["ConsumedCapacity"] = [page.get("ConsumedCapacity") for page in pages]
    return whole


def settled(answer):
    """An answer with everything that has no order in one order."""
    answer = _settled(answer)
    for table, items in (answer.get("Responses") or {}).items() if _is_batch(answer) else ():
        answer["Responses"][table] = sorted(items, key=canonical)
    if isinstance(answer.get("ConsumedCapacity"), list):
        answer["ConsumedCapacity"].sort(key=lambda entry: entry["TableName"])
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _is_batch(answer):
    return isinstance(answer.get("Responses"), dict)


def _settled(value):
    if isinstance(value, list):
        return [_settled(element) for element in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1:
        ((kind, content),) = value.items()
        if kind in ("SS", "NS", "BS") and isinstance(content, list):
            return {kind: sorted(content)}
    return {name: _settled(member) for name, member in value.items()}


def canonical(value):
    """A text that is the same for equal values."""
    return json.dumps(value, sort_keys=True, default=as_base64)
