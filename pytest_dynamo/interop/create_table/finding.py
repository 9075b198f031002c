"""Where in JSON the requests are that concern tables, and which of them each is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pytest_dynamo.interop.create_table.members import FOLLOWING
from pytest_dynamo.interop.documents.document import Document, Where
from pytest_dynamo.interop.shapes import Losses

_FOLLOWING = frozenset(FOLLOWING) - {"TableName", "IndexName", "MultiRegionConsistency"}
_LISTS = ("tables", "Tables")
_ANSWERS = ("Table", "TableDescription")
_OF_ANSWERS = frozenset({"ResponseMetadata"})
_OF_OTHERS = frozenset({"items", "access_patterns", "Resources", "ModelName", "DataModel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request or an answer, and where it stands."""

    kind: Literal["table", "following", "scaling"]
    members: Mapping[str, Any]
    where: Where


def is_of_requests(document: Document) -> bool:
    """Whether there is a table in a document; other formats that have CreateTable's arguments are not meant."""
    if document.kind not in ("json", "yaml") or _OF_OTHERS & document.mapping.keys():
        return False
    quiet = Losses(path="", line=lambda _: None)
    return any(one.kind == "table" for one in requests_in(document.value, (), quiet))


def requests_in(value: Any, where: Where, losses: Losses) -> Iterator[Request]:  # noqa: ANN401
    """All requests in a value, those of lists and wrappers too."""
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from requests_in(one, (*where, number), losses)
    elif not isinstance(value, dict):
        losses.add(where, "is no mapping; left out")
    elif "KeySchema" in value or ("TableName" in value and "AttributeDefinitions" in value):
        yield Request(kind="table", members=value, where=where)
    elif inner := [
        name for name in (*_ANSWERS, *_LISTS) if isinstance(value.get(name), dict | list)
    ]:
        for name in value.keys() - inner - _OF_ANSWERS:
            losses.add((*where, name), "is no part of a table; left out")
        for name in inner:
            yield from requests_in(value[name], (*where, name), losses)
    elif "ResourceId" in value and "ScalableDimension" in value:
        yield Request(kind="scaling", members=value, where=where)
    elif "TableName" in value and _FOLLOWING & value.keys():
        yield Request(kind="following", members=value, where=where)
    else:
        losses.add(where, "is no request of DynamoDB that concerns a table; left out")
