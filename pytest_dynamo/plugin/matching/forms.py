"""The forms that values have in a design, made ready to be compared with the values of requests."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a value has to look like.

    `literals` is how many literal characters it has, which all have to be there: `whole` is None for a
    text where they are not. `start` is the same for a value that is only a prefix or a bound, which
    needs no more than the `start_literals` in front.
    """

    literals: int
    whole: Callable[[str], object]
    start_literals: int
    start: Callable[[str], object]

    def fit(self, value: object, *, whole: bool = True) -> int | None:
        """How much literal text a value has in common with the form; None where it is another."""
        text = value if isinstance(value, str) else str(value)
        if whole:
            return None if self.whole(text) is None else self.literals
        return None if self.start(text) is None else self.start_literals


def form_of(value: Value) -> Form:
    """The form of a value: of `USER#{user_id}`, say, or of a constant."""
    if isinstance(value, Constant):
        text = str(value.value)
        same = re.compile(re.escape(text)).fullmatch
        return Form(literals=len(text), whole=same, start_literals=len(text), start=same)
    parts: tuple[object, ...] = (None,)
    prefix = ""
    if isinstance(value, Template) and not value.keeps_type:
        parts, prefix = value.parts, value.prefix
    pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in parts)
    return Form(
        literals=sum(len(part) for part in parts if isinstance(part, str)),
        whole=re.compile(pattern, re.DOTALL).fullmatch,
        start_literals=len(prefix),
        start=re.compile(re.escape(prefix)).match,
    )


def together(fits: Iterable[int | None]) -> int | None:
    """The sum, or None if one is None."""
    total = 0
    for fit in fits:
        if fit is None:
            return None
        total += fit
    return total
