"""Which calls belong together: the pages of one Query, the shards of a fan-out, the rest of a batch."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock
from typing import Any, TypeAlias

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.measure.ended import Ended
from pytest_dynamo.measure.watching import Note
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.plugin.matching.conditions import plain_value
from pytest_dynamo.plugin.matching.sent import Sent, Step, read_request

PAGED = frozenset({"Query", "Scan", "ExecuteStatement"})
_CONTINUES = frozenset({"ExclusiveStartKey", "NextToken"})
_BATCHES = frozenset({"BatchGetItem", "BatchWriteItem"})
# What may differ between two pages of one question, and what `Sent` has read of it.
_ASIDE = frozenset(
    {
        "ExclusiveStartKey",
        "NextToken",
        "Limit",
        "ReturnConsumedCapacity",
        "ExpressionAttributeNames",
        "ExpressionAttributeValues",
        "FilterExpression",
        "KeyConditionExpression",
        "ProjectionExpression",
    }
)

_Question: TypeAlias = tuple[str, str, str, frozenset[str], frozenset[tuple[str, str]]]
_Attributes: TypeAlias = tuple[tuple[str, str], ...]
_Item: TypeAlias = tuple[str, str, _Attributes]
"""What is done with an item, its table, and its attributes as text."""


@dataclass(slots=True, kw_only=True, eq=False)
class Performance:
    """One performance of an access pattern, or of a question that no pattern asks: its calls together.

    `plan` is None without a pattern. `pages` maps each question to where its last page ended, None at
    the end of it all. `left` are the items of a batch that wait to be sent again.
    """

    plan: Plan | None
    calls: list[Ended] = field(default_factory=list)
    pages: dict[_Question, str | None] = field(default_factory=dict)
    left: Counter[_Item] = field(default_factory=Counter)
    shards: set[str] = field(default_factory=set)

    @property
    def is_finished(self) -> bool:
        """Whether all pages, of all shards, have been read."""
        wanted = self.plan.shards if self.plan else 1
        is_whole = not self.shards or len(self.shards) >= wanted
        return is_whole and all(token is None for token in self.pages.values())

    @property
    def items_examined(self) -> int:
        """Items read before any filter."""
        return sum(call.items_examined for call in self.calls)

    @property
    def items_returned(self) -> int:
        """Items answered."""
        return sum(call.items_returned for call in self.calls)


class Seen(Note):
    """A request as the guard sees it. `earlier` is the performance that it goes on with, if any."""

    __slots__ = ("earlier", "operation", "plan", "request", "sent")

    def __init__(
        self,
        request: Mapping[str, Any],
        sent: Sent,
        plan: Plan | None = None,
        earlier: Performance | None = None,
        location: str | None = None,
    ) -> None:
        self.operation = sent.operation
        self.request = request
        self.sent = sent
        self.plan = plan
        self.earlier = earlier
        self.pattern = plan.pattern.name if plan is not None else None
        self.location = location
        self.continues = earlier is not None


class Performances:
    """The performances of one test; calls may come from several threads."""

    def __init__(self) -> None:
        self._open: dict[_Question, list[Performance]] = {}
        self._with_rest: list[Performance] = []
        self._fans: dict[tuple[object, ...], Performance] = {}
        self._lock = Lock()

    def continued(self, sent: Sent, request: Mapping[str, Any]) -> Performance | None:
        """The performance that a request goes on with: its next page, or the rest of its batch."""
        if sent.operation in PAGED:
            if _CONTINUES.isdisjoint(request):
                return None
            token = _token(request, "ExclusiveStartKey")
            return None if token is None else self._page_of(question(sent, request), token)
        if self._with_rest:
            return self._rest_of(sent)
        return None

    def ended(self, seen: Seen, call: Ended, answer: Mapping[str, Any], prefix: str) -> Performance:
        """The performance that a call was part of, with that call."""
        with self._lock:
            performance = seen.earlier or self._begun(seen)
            performance.calls.append(call)
            if seen.operation in PAGED and call.error is None:
                self._turn_page(performance, seen, answer)
            elif seen.operation in _BATCHES:
                self._note_rest(performance, seen.operation, answer, prefix)
            return performance

    def _begun(self, seen: Seen) -> Performance:
        plan = seen.plan
        if plan is None or plan.pattern.fan_out is None or plan.operation != "Query":
            return Performance(plan=plan)
        shard, rest = _shard(plan, seen.sent)
        key = (id(plan), rest)
        fan = self._fans.get(key)
        if fan is None or shard in fan.shards:
            fan = self._fans[key] = Performance(plan=plan)
        fan.shards.add(shard)
        return fan

    def _page_of(self, asked: _Question, token: str) -> Performance | None:
        """Of several that asked the same, the one that ended a page there, or else the last."""
        with self._lock:
            candidates = self._open.get(asked, [])
            for one in candidates:
                if one.pages.get(asked) == token:
                    return one
            return candidates[-1] if candidates else None

    def _turn_page(self, performance: Performance, seen: Seen, answer: Mapping[str, Any]) -> None:
        token = _token(answer, "LastEvaluatedKey")
        if token is None and not performance.pages and seen.earlier is None:
            return  # most Queries have one page
        asked = question(seen.sent, seen.request)
        performance.pages[asked] = token
        those = self._open.setdefault(asked, [])
        if token is None and performance in those:
            those.remove(performance)
        elif token is not None and performance not in those:
            those.append(performance)

    def _rest_of(self, sent: Sent) -> Performance | None:
        """Cross off what is sent again; the performance whose rest it is, if this is a batch as well."""
        items = list(map(_item, sent.steps))
        found = None
        with self._lock:
            for performance in self._with_rest:
                again = [item for item in items if performance.left[item] > 0]
                for item in again:
                    performance.left[item] -= 1
                if again and found is None and sent.operation == performance.calls[0].operation:
                    found = performance
            self._with_rest = [one for one in self._with_rest if one.left.total()]
        return found

    def _note_rest(
        self, performance: Performance, operation: str, answer: Mapping[str, Any], prefix: str
    ) -> None:
        rest = answer.get("UnprocessedKeys") or answer.get("UnprocessedItems")
        if not rest:
            return
        steps = read_request(operation, {"RequestItems": rest}, prefix=prefix).steps
        performance.left.update(map(_item, steps))
        if performance not in self._with_rest:
            self._with_rest.append(performance)


def question(sent: Sent, request: Mapping[str, Any]) -> _Question:
    """What a Query, Scan or statement asks, whichever page of it."""
    compared = [
        (attribute, operator, *[plain_value(sent.values.get(place)) for place in places])
        for attribute, operator, places in sent.text.comparisons
    ]
    rest = [(name, repr(value)) for name, value in request.items() if name not in _ASIDE]
    sieve = repr(sent.filter) if sent.filter else ""
    return sent.operation, repr(compared), sieve, sent.filtered, frozenset(rest)


def _token(content: Mapping[str, Any], name: str) -> str | None:
    """Where a page ended or is to begin, as text; None at the beginning or the end."""
    key = content.get(name) or content.get("NextToken")
    return repr(_attributes(key)) if isinstance(key, Mapping) else key


def _attributes(attributes: Mapping[str, Any]) -> _Attributes:
    return tuple(sorted([(name, str(plain_value(value))) for name, value in attributes.items()]))


def _item(step: Step) -> _Item:
    return step.kind, step.table, _attributes(step.attributes)


def _shard(plan: Plan, sent: Sent) -> tuple[str, tuple[str, ...]]:
    """The shard that a Query of a fan-out reads, and the other parameters it has."""
    given = {one.attribute: one.values for one in sent.keys}
    values = dict(_parameters((*plan.partition, *plan.sort), given))
    shard = values.pop(plan.pattern.fan_out or "", "")
    return shard, tuple(sorted(f"{name}={value}" for name, value in values.items()))


def _parameters(
    conditions: Iterable[Any], given: Mapping[str, tuple[object, ...]]
) -> Iterator[tuple[str, str]]:
    for condition in conditions:
        template, values = condition.operands[0], given.get(condition.attribute, ())
        if isinstance(template, Template) and values:
            found = _reading(template).match(str(values[0]))
            if found:
                yield from found.groupdict().items()
            else:  # a prefix or a bound that is cut short
                yield condition.attribute, str(values[0])


@lru_cache(maxsize=256)
def _reading(template: Template) -> re.Pattern[str]:
    """A pattern that reads the parameters out of a value."""
    known: set[str] = set()
    text = ""
    for part in template.parts:
        if isinstance(part, Placeholder):
            text += f"(?P={part.name})" if part.name in known else f"(?P<{part.name}>.*)"
            known.add(part.name)
        else:
            text += re.escape(part)
    return re.compile(f"{text}$", re.DOTALL)
