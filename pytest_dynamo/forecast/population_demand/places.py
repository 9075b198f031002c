"""Where the keys of many members lie in the hash space, worked out once for all who ask."""

from collections.abc import Callable, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.forecast.population_demand.chances import Chances, TooInvolvedError
from pytest_dynamo.forecast.population_demand.grouping import Grouped, grouped
from pytest_dynamo.forecast.population_demand.hashing import hash_positions
from pytest_dynamo.forecast.population_demand.laws import ROUNDING, Shares
from pytest_dynamo.forecast.population_demand.parts import Part, Parts, Varying
from pytest_dynamo.population.column_makers import Slot, shares
from pytest_dynamo.population.columns import Column, column, is_quick
from pytest_dynamo.population.draws import salt_of
from pytest_dynamo.population.survey import Survey
from pytest_dynamo.population.texts import Numbers, Texts, joined

_AT_ONCE = 1 << 16


class Places:
    """The places of the keys of members, by what the keys are made of."""

    def __init__(self, survey: Survey, on_keys: Callable[[int], None] | None = None) -> None:
        self._survey = survey
        self._on_keys = on_keys
        self._known: dict[tuple[object, ...], Grouped] = {}
        # With the chances, so that no others come to have the same id.
        self._shares: dict[tuple[int, Parts], tuple[Chances, Shares]] = {}

    def shares(self, parts: Parts, chances: Chances) -> Shares:
        """The shares of the keys of members; members without the key count for nothing.

        Raises:
            TooInvolvedError: None has the key.
        """
        asked = (id(chances), parts)
        if asked not in self._shares:
            keys = self.of_members(
                chances.entity, parts, chances.numbers, is_head=not chances.is_whole
            )
            by_key = keys.shares(chances.shares)
            total = float(by_key.sum()) + chances.tail_share
            if not total > 0:
                raise TooInvolvedError
            found = Shares(
                positions=keys.positions,
                shares=by_key if abs(total - 1) <= ROUNDING else by_key / total,
                tail_share=chances.tail_share / total,
                tail_keys=chances.tail_keys,
                label=keys.label,
            )
            self._shares[asked] = (chances, found)
        return self._shares[asked][1]

    def of_members(
        self, entity: str, parts: Parts, numbers: Numbers, *, is_head: bool = False
    ) -> Grouped:
        """The keys of some members of an entity. No part may vary or be fresh.

        Where these are only the head of so many that not all are looked at, keys that take long to make
        are not made: a place that looks as random is as good.
        """
        ends = (int(numbers[0]), int(numbers[-1])) if len(numbers) else None
        key = (entity, parts, len(numbers), ends)
        if key not in self._known:

            def text(number: int) -> str:
                alone = self._texts(entity, parts, numbers[number : number + 1], None)
                return alone.texts.text(0)

            if is_head and not self.are_quick(parts):
                places = shares(
                    salt_of(self._survey.seed, entity, "place"), numbers.astype(np.uint64)
                )
                self._known[key] = grouped(places, lambda one: f"{entity} {numbers[one]}")
                return self._known[key]
            positions = np.empty(len(numbers))
            for start in range(0, len(numbers), _AT_ONCE):
                part = numbers[start : start + _AT_ONCE]
                found = self._texts(entity, parts, part, self._on_keys)
                places = hash_positions(found.texts)
                if found.is_there is not None:
                    places[~found.is_there] = np.nan
                positions[start : start + _AT_ONCE] = places
            self._known[key] = grouped(positions, text)
        return self._known[key]

    def are_quick(self, parts: Parts) -> bool:
        """Whether keys made of these parts are calculated over arrays."""
        return all(
            isinstance(part, str) or (isinstance(part, Slot) and is_quick(self._survey, part))
            for part in parts
        )

    def texts(self, entity: str, parts: Parts, numbers: Numbers) -> Texts:
        """The texts of the keys of members that all have one."""
        return self._texts(entity, parts, numbers, None).texts

    def are_at(self, entity: str, parts: Parts, numbers: Numbers, key: str) -> NDArray[np.bool_]:
        """Which of some members have a key."""
        found, wanted = self._texts(entity, parts, numbers, None), key.encode()
        same = np.array([text == wanted for text in found.texts.encoded()], np.bool_)
        return same if found.is_there is None else same & found.is_there

    def _texts(
        self,
        entity: str,
        parts: Parts,
        numbers: Numbers,
        on_keys: Callable[[int], None] | None,
    ) -> Column:
        """The texts of keys, and which members have one."""
        columns: list[Texts] = []
        is_there: NDArray[np.bool_] | None = None
        for part in parts:
            if isinstance(part, str):
                columns.append(Texts.same(part, len(numbers)))
                continue
            if not isinstance(part, Slot):
                raise TypeError(part)
            found = self._column(entity, part, numbers, on_keys)
            columns.append(found.texts)
            if found.is_there is not None:
                is_there = found.is_there if is_there is None else is_there & found.is_there
        return Column(texts=joined(columns), is_there=is_there)

    def _column(
        self,
        entity: str,
        slot: Slot,
        numbers: Numbers,
        on_keys: Callable[[int], None] | None,
    ) -> Column:
        """The texts of a slot, which may be of an ancestor; those are made once each."""
        if slot.entity == entity:
            return column(self._survey, slot, numbers, on_keys)
        at = entity
        for parent in self._survey.recipe(entity).routes_to[slot.entity]:
            numbers = self._survey.parents_of(at, parent, numbers)
            at = parent
        distinct, each = np.unique(numbers, return_inverse=True)
        found = column(self._survey, slot, distinct, on_keys)
        return Column(
            texts=found.texts.take(each),
            is_there=None if found.is_there is None else found.is_there[each],
        )


def variants(parts: Parts) -> list[tuple[Parts, float]]:
    """The parts with each text that varies in place, and how large the share of each variant is."""
    varying = [part for part in parts if isinstance(part, Varying)]
    choices = product(*(zip(each.texts, each.shares, strict=True) for each in varying))
    found: list[tuple[Parts, float]] = []
    for chosen in choices:
        texts = iter(chosen)
        share = 1.0
        filled: list[Part] = []
        for part in parts:
            if isinstance(part, Varying):
                text, of_text = next(texts)
                filled.append(text)
                share *= of_text
            else:
                filled.append(part)
        found.append((_joined(filled), share))
    return found


def _joined(parts: Sequence[Part]) -> Parts:
    """The parts with neighbouring texts made one."""
    result: list[Part] = []
    for part in parts:
        last = result[-1] if result else None
        if isinstance(part, str) and isinstance(last, str):
            result[-1] = last + part
        else:
            result.append(part)
    return tuple(result)
