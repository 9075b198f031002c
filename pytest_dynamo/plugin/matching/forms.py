"""The forms that values have in a design, made ready to be compared with the values of requests."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Constant, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What a value has to look like.

    `literals` is how many literal characters it has, which all have to be there. A constant has
    nothing else; a value that is only a prefix or a bound needs `prefix` alone. `pattern` is None where
    `prefix` says everything.
    """

    literals: int = 0
    prefix: str = ""
    constant: str | None = None
    pattern: re.Pattern[str] | None = None

    def fit(self, value: object, *, whole: bool = True) -> int | None:
        """How much literal text a value has in common with the form; None where it is another."""
        text = value if isinstance(value, str) else str(value)
        if self.constant is not None:
            return self.literals if text == self.constant else None
        if not text.startswith(self.prefix):
            return None
        if not whole:
            return len(self.prefix)
        if self.pattern is not None and self.pattern.fullmatch(text) is None:
            return None
        return self.literals


def form_of(value: Value) -> Form:
    """The form of a value: of `USER#{user_id}`, say, or of a constant."""
    if isinstance(value, Constant):
        text = str(value.value)
        return Form(literals=len(text), constant=text)
    if not isinstance(value, Template) or value.keeps_type:
        return Form()
    literals = [part for part in value.parts if isinstance(part, str)]
    kinds = [isinstance(part, str) for part in value.parts]
    is_prefix_alone = bool(kinds) and True not in kinds[1:] and False in kinds
    pattern = "".join(re.escape(part) if isinstance(part, str) else ".*" for part in value.parts)
    return Form(
        literals=sum(map(len, literals)),
        prefix=value.prefix,
        pattern=None if is_prefix_alone else re.compile(pattern, re.DOTALL),
    )


def together(fits: Iterable[int | None]) -> int | None:
    """The sum, or None if one is None."""
    total = 0
    for fit in fits:
        if fit is None:
            return None
        total += fit
    return total
