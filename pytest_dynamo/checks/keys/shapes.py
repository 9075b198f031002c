"""What the text of a value can look like: which characters, in which order, and how many.

A shape is one or several alternatives, each a row of steps. A step is a set of characters, one of
which stands there, or several if it repeats.
"""

import string
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from pytest_dynamo.checks.domains import sample_of
from pytest_dynamo.checks.keys.digits import numbers_between
from pytest_dynamo.design.templates import CONVERSIONS, Placeholder
from pytest_dynamo.design.values import Constant, Generated, Value

Step: TypeAlias = tuple[frozenset[str], bool]
Steps: TypeAlias = tuple[Step, ...]
Shape: TypeAlias = tuple[Steps, ...]

ANYTHING = frozenset(string.printable) | {"é"}
"""All characters; one letter stands for whatever is not ASCII."""

_DIGITS = frozenset(string.digits)
_LOWER_HEX = frozenset("0123456789abcdef")
_CROCKFORD = frozenset("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
_BASE62 = frozenset(string.ascii_letters + string.digits)
_CLASSES = (_DIGITS, frozenset(string.ascii_lowercase), frozenset(string.ascii_uppercase))
_MOST_CHOICES = 24
_MOST_LENGTHS = 12
_LONGEST = 64

_WIDTHS: Mapping[str, int] = {
    "Y": 4, "G": 4, "y": 2, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2, "j": 3, "f": 6, "U": 2,
    "V": 2, "W": 2, "w": 1, "u": 1,
}  # fmt: skip


def literal(text: str) -> Shape:
    """The shape of one text."""
    return (tuple((frozenset(_known(each)), False) for each in text),)


def shape_of(value: Value, placeholder: Placeholder | None, count: int) -> Shape:
    """The shape of a value as a placeholder writes it, where there are so many of it."""
    shape = _plain(value, placeholder.format_spec if placeholder else "", count)
    convert = CONVERSIONS.get(placeholder.conversion) if placeholder else None
    return _converted(shape, convert) if convert else shape


def _plain(value: Value, spec: str, count: int) -> Shape:
    match value:
        case Constant():
            return literal(_formatted(value.value, spec))
        case Generated(maker="choice"):
            return _chosen(value, spec)
        case Generated(maker="int" | "sequence" | "shard_of" | "random_shard" | "number"):
            return _between(*number_range(value, count), spec, goes_on=value.maker == "sequence")
        case Generated(maker="ulid"):
            return _fixed(_CROCKFORD, 26)
        case Generated(maker="ksuid"):
            return _fixed(_BASE62, 27)
        case Generated(maker="epoch_seconds"):
            return _fixed(_DIGITS, 10)
        case Generated(maker="epoch_milliseconds"):
            return _fixed(_DIGITS, 13)
        case Generated(maker="timestamp"):
            return _moment(str(value.options["format"]), spec)
        case Generated(maker="faker"):
            return _provided(value)
    return (((ANYTHING, True),),)


def number_range(value: Generated, count: int) -> tuple[Decimal, Decimal]:
    """The least and the greatest of the numbers that a maker makes for so many items."""
    options: Mapping[str, Any] = value.options
    match value.maker:
        case "sequence":
            return Decimal(options["start"]), Decimal(options["start"] + max(0, count - 1))
        case "shard_of" | "random_shard":
            return Decimal(0), Decimal(options["count"] - 1)
        case "number":
            unit = Decimal(1).scaleb(-int(options["places"]))
            least, most = (Decimal(str(options[end])).quantize(unit) for end in ("min", "max"))
            return least, most
    return Decimal(options["min"]), Decimal(options["max"])


def number_text(number: Decimal, spec: str) -> str:
    """A number as a template writes it; a whole one takes formats such as 08d."""
    return _formatted(
        int(number)
        if number == number.to_integral() and number.as_tuple().exponent == 0
        else number,
        spec,
    )


def _chosen(value: Generated, spec: str) -> Shape:
    options: Mapping[str, Any] = value.options
    texts = [_formatted(each, spec) for each in options["weights"]]
    if len(texts) <= _MOST_CHOICES:
        return tuple(steps for text in texts for steps in literal(text))
    return _like(texts)


def _between(least: Decimal, most: Decimal, spec: str, *, goes_on: bool = False) -> Shape:
    """The shape of numbers; that of a sequence, which goes on, up to all of as many digits.

    Whole numbers from 0 on have exactly the texts of their range, so that one that begins at 1 does not
    meet a 0. Others have as many digits as the ends of their range, and any number between.
    """
    texts = [number_text(end, spec) for end in (least, most)]
    if all(text.isascii() and text.isdigit() for text in texts):
        low, high = texts[0], "9" * len(texts[1]) if goes_on else texts[1]
        if 0 <= len(high) - len(low) <= _MOST_LENGTHS:
            return numbers_between(low, high)
    texts = [text.removeprefix("-") for text in texts]
    wholes, _, fractions = zip(*(text.partition(".") for text in texts), strict=True)
    lengths = sorted({len(whole) for whole in wholes})
    digits: frozenset[str] = _DIGITS | {each for whole in wholes for each in whole}
    fraction: Steps = ()
    if fractions[0]:
        fraction = ((frozenset("."), False), *(((_DIGITS, False),) * len(fractions[0])))
    rows: list[Steps] = [((digits, True),)]
    if lengths[-1] - lengths[0] <= _MOST_LENGTHS:
        rows = [((digits, False),) * length for length in range(lengths[0], lengths[-1] + 1)]
    signs: list[Steps] = [()] if least >= 0 else [(), ((frozenset("-"), False),)]
    return tuple((*sign, *row, *fraction) for sign in signs for row in rows)


def _moment(form: str, spec: str) -> Shape:
    if not spec:
        if form == "epoch_seconds":
            return _fixed(_DIGITS, 10)
        spec = "%Y-%m-%d" if form == "date" else "%Y-%m-%dT%H:%M:%S.fff"
    steps: list[Step] = []
    position = 0
    while position < len(spec):
        if spec[position] == "%" and position + 1 < len(spec):
            width = _WIDTHS.get(spec[position + 1])
            if width is None:
                letters = _DIGITS | _CLASSES[1] | _CLASSES[2] | frozenset(" -:/")
                steps.append((letters, True))
                position += 3 if spec[position + 1] in "-_0^#" else 2
                continue
            steps.extend(((_DIGITS, False),) * width)
            position += 2
        else:
            steps.append((frozenset(_known(spec[position])), False))
            position += 1
    if spec.endswith(".fff"):
        steps[-3:] = [(_DIGITS, False)] * 3 + [(frozenset("Z"), False)]
    return (tuple(steps),)


def _provided(value: Generated) -> Shape:
    if value.options["provider"] == "uuid4" and not value.options.get("args"):
        return literal_with("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", {"x": _LOWER_HEX})
    texts = sample_of(value.options)
    if value.options.get("unique"):  # an index in base 36 is put in, in front of the @
        texts = tuple(_with_index(text) for text in texts)
    return _like(texts)


def literal_with(text: str, classes: Mapping[str, frozenset[str]]) -> Shape:
    """The shape of a text in which some characters stand for classes of characters."""
    return (tuple((classes.get(each, frozenset(each)), False) for each in text),)


def _with_index(text: str) -> str:
    name, at, host = text.partition("@")
    return f"{name}.0a{at}{host}"


def _like(texts: Sequence[str]) -> Shape:
    """A shape that fits all of these texts and those like them.

    A mark that each of them has once, such as the @ of addresses, divides it.
    """
    marks = {each for each in texts[0] if not each.isalnum() and each.isascii()}
    for mark in sorted(marks):
        if all(text.count(mark) == 1 for text in texts):
            before = [text.partition(mark)[0] for text in texts]
            after = [text.partition(mark)[2] for text in texts]
            if all(before) and all(after):
                return ((*_alike(before), (frozenset(mark), False), *_alike(after)),)
    return (_alike(texts),)


def _alike(texts: Sequence[str]) -> Steps:
    """So many characters if they all have as many, and any number of them otherwise."""
    seen = {known for text in texts for each in text for known in _known(each)}
    for every in _CLASSES:
        if seen & every:
            seen |= every
    lengths = {len(text) for text in texts}
    if len(lengths) == 1 and max(lengths) <= _LONGEST:
        return ((frozenset(seen), False),) * max(lengths)
    return ((frozenset(seen), True),)


def _fixed(characters: frozenset[str], length: int) -> Shape:
    return (((characters, False),) * length,)


def _known(character: str) -> str:
    return character if character in ANYTHING else "é"


def _converted(shape: Shape, convert: Callable[[str], str]) -> Shape:
    return tuple(
        tuple(
            (frozenset(known for each in characters for known in map(_known, convert(each))), many)
            for characters, many in steps
        )
        for steps in shape
    )


def _formatted(value: object, spec: str) -> str:
    """A value as text; one that does not take the format, as the reader has said, without it."""
    try:
        return format(value, spec) if spec else str(value)
    except (TypeError, ValueError):
        return str(value.isoformat() if isinstance(value, date) else value)
