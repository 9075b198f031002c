"""One attribute of many members at once, as text.

What keys are commonly made of is calculated over arrays, with the very draws that `makers` make one
by one; everything else is made member by member, which takes several microseconds each.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Generated
from pytest_dynamo.population.column_makers import COLUMN_MAKERS, Slot, text_of, uuid4
from pytest_dynamo.population.survey import Survey
from pytest_dynamo.population.texts import Numbers, Texts

ONE_BY_ONE = 4_096
"""How many members are made one by one between two reports of progress."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """The texts of a slot; `is_there` says which members have the attribute, None that all have."""

    texts: Texts
    is_there: NDArray[np.bool_] | None = None


def column(
    survey: Survey, slot: Slot, numbers: Numbers, on_progress: Callable[[int], None] | None = None
) -> Column:
    """The texts of a slot for the members with these numbers.

    `on_progress` is called with how many more members have been made, where that takes long.
    """
    texts = _at_once(survey, slot, numbers)
    return Column(texts=texts) if texts else _one_by_one(survey, slot, numbers, on_progress)


def is_quick(survey: Survey, slot: Slot) -> bool:
    """Whether the texts of a slot are calculated over arrays."""
    return _at_once(survey, slot, np.zeros(1, np.int64)) is not None


def _one_by_one(
    survey: Survey, slot: Slot, numbers: Numbers, on_progress: Callable[[int], None] | None
) -> Column:
    texts: list[str] = []
    is_there = np.ones(len(numbers), np.bool_)
    for position, number in enumerate(numbers.tolist()):
        made = survey.member(slot.entity, number).made(slot.attribute)
        is_there[position] = made is not None
        texts.append(text_of(made, slot.placeholder) if made is not None else "")
        if on_progress is not None and (position + 1) % ONE_BY_ONE == 0:
            on_progress(ONE_BY_ONE)
    if on_progress is not None:
        on_progress(len(numbers) % ONE_BY_ONE)
    return Column(texts=Texts.of(texts), is_there=None if is_there.all() else is_there)


def _at_once(survey: Survey, slot: Slot, numbers: Numbers) -> Texts | None:
    """The texts calculated over arrays; None where that cannot be."""
    attribute = survey.design.entities[slot.entity].attributes[slot.attribute]
    if attribute.present < 1 or attribute.when:
        return None
    value, placeholder = attribute.value, slot.placeholder
    if isinstance(value, Template) and value.is_constant:
        value = Constant(value=str(value.render({})))
    if isinstance(value, Constant):
        return Texts.same(text_of((value.value, value.value), placeholder), len(numbers))
    if not isinstance(value, Generated):
        return None
    maker = COLUMN_MAKERS.get(value.maker)
    if value.maker == "faker":
        is_uuid = value.options["provider"] == "uuid4" and not value.options.get("args")
        maker = uuid4 if is_uuid else None
    return maker(survey, slot, value, numbers) if maker else None
