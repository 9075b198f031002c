"""A policy held against a role: what it denies though the role needs it, and allows though it does not.

Any policy, made here or written by hand: it is asked about the requests that the access patterns send, and about everything near to them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.permissions.actions import LEADING_KEYS
from pytest_dynamo.permissions.asks import asks_of
from pytest_dynamo.permissions.evaluating import Decision, decide
from pytest_dynamo.permissions.foreign import foreign_asks, partition_keys, places_of
from pytest_dynamo.permissions.performing import Performance
from pytest_dynamo.permissions.reaches import Reach, reaches_of
from pytest_dynamo.permissions.roles import served_plans
from pytest_dynamo.permissions.shapes import Shape
from pytest_dynamo.permissions.values import Ask, Policy, Whereabouts
from pytest_dynamo.permissions.witnesses import witnesses
from pytest_dynamo.population.people import Population

_NAMED = "named in the statement itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """One thing that is wrong with a policy, with an example, and how many asks are decided alike.

    `pattern` is the access pattern that is denied, or the one from which the example differs.
    """

    kind: Literal["too narrow", "too wide"]
    sid: str
    what: str
    pattern: str
    example: Ask
    reason: str
    count: int = 1

    def __str__(self) -> str:
        more = f" (and {self.count - 1:,} more like it)" if self.count > 1 else ""
        about = f"{self.example.action} on {self.example.resource}"
        if self.kind == "too narrow":
            return f"too narrow: {self.pattern} is denied {about}: {self.reason}{more}"
        return f"too wide: statement {self.sid} allows {about}{_detail(self)}, which no access pattern needs: {self.what}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One ask, whether it is the role's own and has to be allowed, and what was decided."""

    ask: Ask
    pattern: str
    what: str
    is_own: bool
    decision: Decision


def audit(
    policy: Policy,
    design: Design,
    role: Role,
    whereabouts: Whereabouts,
    performed: Sequence[Performance],
    *,
    population: Population | None = None,
) -> tuple[Excess, ...]:
    """What is wrong with a policy for a role; nothing if it is exactly as wide as it has to be.

    What no policy can tell apart is not held against it: keys that are numbers, sort keys, filters.

    Raises:
        DynamoError: The policy has what cannot be decided, or the role a pattern without a plan.
    """
    found: dict[tuple[str, ...], Excess] = {}
    for one in tried(policy, design, role, whereabouts, performed, population=population):
        if one.is_own == one.decision.is_allowed:
            continue
        known = any(kind == "too wide" and sid == one.decision.sid for kind, sid, _ in found)
        if one.what == _NAMED and known and ("too wide", one.decision.sid, _NAMED) not in found:
            continue  # it says of this statement nothing new
        kind: Literal["too narrow", "too wide"] = "too narrow" if one.is_own else "too wide"
        place = (
            (kind, one.pattern, one.ask.action)
            if one.is_own
            else (kind, one.decision.sid, one.what)
        )
        before = found.get(place)
        found[place] = Excess(
            kind=kind,
            sid=one.decision.sid,
            what=one.what,
            pattern=before.pattern if before else one.pattern,
            example=before.example if before else one.ask,
            reason=before.reason if before else one.decision.reason,
            count=before.count + 1 if before else 1,
        )
    return tuple(found.values())


def tried(
    policy: Policy,
    design: Design,
    role: Role,
    whereabouts: Whereabouts,
    performed: Sequence[Performance],
    *,
    population: Population | None = None,
) -> Iterator[Tried]:
    """Everything that a policy is asked in an audit: all requests of the role, and what is foreign to it, each once."""
    plans = served_plans(design, role)
    reaches = reaches_of(design, role, plans, whereabouts, performed)
    people = list(_people(design, whereabouts, performed, reaches))
    for one, asks, variables in people:
        for ask in asks:
            decision = decide(policy, ask, variables)
            yield Tried(ask=ask, pattern=one, what="its own", is_own=True, decision=decision)
    yield from _strangers(policy, people, reaches)
    keys = _keys(design, whereabouts, population, people)
    seen: set[tuple[object, ...]] = set()
    for reach in reaches:
        somebody = next((who for one, _, who in people if one == reach.pattern), {})
        for foreign in foreign_asks(design, [reach], whereabouts, keys):
            ask = foreign.ask
            place = (ask.action, ask.resource, *sorted(ask.context.items()))
            if place in seen or any(one.has(ask, somebody) for one in reaches):
                continue
            seen.add(place)
            yield Tried(
                ask=ask,
                pattern=reach.pattern,
                what=foreign.what,
                is_own=False,
                decision=decide(policy, ask, somebody),
            )
    somebody = next((who for _, _, who in people), {})
    places = [place for place, _ in places_of(design, whereabouts)]
    for ask in witnesses(policy, places, somebody):
        if not any(one.has(ask, somebody) for one in reaches):
            decision = decide(policy, ask, somebody)
            yield Tried(ask=ask, pattern="", what=_NAMED, is_own=False, decision=decision)


def _people(
    design: Design,
    whereabouts: Whereabouts,
    performed: Iterable[Performance],
    reaches: Sequence[Reach],
) -> Iterator[tuple[str, list[Ask], dict[str, str]]]:
    """What each performance asks, and who must be asking, so that it is about their own items.

    A performance about the items of several people is nobody's: it is left out.
    """
    for one in performed:
        asks = [ask for request in one.requests for ask in asks_of(request, design, whereabouts)]
        variables: dict[str, str] = {}
        is_somebodys = True
        for ask in asks:
            for shape in _shapes(one.pattern, ask, reaches):
                for key in ask.context.get(LEADING_KEYS, ()):
                    for name, value in shape.variables(key).items():
                        is_somebodys &= variables.setdefault(name, value) == value
        if is_somebodys:
            yield one.pattern, asks, variables


def _shapes(pattern: str, ask: Ask, reaches: Iterable[Reach]) -> Iterator[Shape]:
    for reach in reaches:
        if (reach.pattern, reach.example.action, reach.example.resource) == (
            pattern,
            ask.action,
            ask.resource,
        ):
            yield from reach.keys or ()


def _strangers(
    policy: Policy,
    people: Sequence[tuple[str, list[Ask], dict[str, str]]],
    reaches: Sequence[Reach],
) -> Iterator[Tried]:
    """Each one's requests, asked by the others: a role that reaches one's own items denies them."""
    for one, asks, variables in people:
        stranger = next((who for _, _, who in people if who and who != variables), None)
        if not variables or stranger is None:
            continue
        for ask in asks:
            if not any(reach.has(ask, stranger) for reach in reaches):
                yield Tried(
                    ask=ask,
                    pattern=one,
                    what="somebody else's items",
                    is_own=False,
                    decision=decide(policy, ask, stranger),
                )


def _keys(
    design: Design,
    whereabouts: Whereabouts,
    population: Population | None,
    people: Iterable[tuple[str, list[Ask], Mapping[str, str]]],
) -> dict[str, tuple[str, ...]]:
    """Leading keys to try: of each entity, and of the role's other access patterns."""
    found = partition_keys(design, whereabouts, population) if population else {}
    for _, asks, _ in people:
        for ask in asks:
            keys = ask.context.get(LEADING_KEYS, ())[:1]
            found[ask.resource] = tuple(dict.fromkeys([*found.get(ask.resource, ()), *keys]))
    return found


def _detail(excess: Excess) -> str:
    values = excess.example.context
    if LEADING_KEYS in values and excess.what in ("another leading key", _NAMED):
        return f" with {LEADING_KEYS} {', '.join(values[LEADING_KEYS])}"
    return ""
