"""Figures as words: rounded as far as anybody reads, always with their unit."""

from math import floor, log, log10

_LEAST_SHOWN = 0.01
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_SPANS = ((_DAY, "d", _HOUR, "h"), (_HOUR, "h", _MINUTE, "min"), (_MINUTE, "min", 1, "s"))
_EXACT_FROM = 100
_MONEY = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_BYTES = ("bytes", "KB", "MB", "GB", "TB", "PB")


def number_text(value: float, digits: int = 3) -> str:
    """A number to so many digits, with no fewer than stand before the point.

    >>> number_text(1234.5), number_text(12.345), number_text(0.5), number_text(0.001)
    ('1,234', '12.3', '0.5', '< 0.01')
    """
    if value == 0:
        return "0"
    if abs(value) < _LEAST_SHOWN:
        return f"< {_LEAST_SHOWN}"
    places = min(2, max(0, digits - 1 - floor(log10(abs(value)))))
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def counted_text(number: int, thing: str) -> str:
    """So many of something that takes an s, or, as an entity does, ies in the plural.

    >>> counted_text(1, "item"), counted_text(2_000, "item"), counted_text(2, "entity")
    ('1 item', '2,000 items', '2 entities')
    """
    if number == 1:
        return f"1 {thing}"
    return f"{number:,} {thing[:-1]}ies" if thing.endswith("ity") else f"{number:,} {thing}s"


def percent_text(share: float, space: str = " ") -> str:
    """A share of 1 in per cent; what is not nothing never reads 0 %, nor what is not everything 100 %.

    >>> percent_text(0.314), percent_text(0.9999), percent_text(1), percent_text(0.00001)
    ('31 %', '> 99 %', '100 %', '< 0.01 %')
    """
    text = number_text(100 * share, digits=2)
    if share < 1 and float(text.lstrip("< ").replace(",", "")) >= _EXACT_FROM:
        text = "> 99"
    return f"{text}{space}%"


def duration_text(seconds: float) -> str:
    """A length of time.

    >>> duration_text(2.25), duration_text(125), duration_text(3600), duration_text(200_000)
    ('2.25 s', '2 min 5 s', '1 h', '2 d 8 h')
    """
    if seconds < _MINUTE:
        return f"{number_text(seconds)} s"
    size, unit, smaller, small_unit = next(one for one in _SPANS if seconds >= one[0])
    whole, rest = divmod(round(seconds / smaller), size // smaller)
    return f"{whole:,} {unit} {rest} {small_unit}" if rest else f"{whole:,} {unit}"


def bytes_text(count: float) -> str:
    """A number of bytes in the unit that suits it, of 1,024 of the one before.

    >>> bytes_text(0), bytes_text(1536), bytes_text(5 * 1024**4)
    ('0 bytes', '1.5 KB', '5 TB')
    """
    power = min(len(_BYTES) - 1, int(log(count, 1024))) if count >= 1 else 0
    return f"{number_text(count / 1024**power)} {_BYTES[power]}"


def dollars_text(amount: float) -> str:
    """US dollars, with cents where they matter, and in short from a million on.

    >>> dollars_text(41_300.4), dollars_text(3.456), dollars_text(0.001), dollars_text(1.234e7)
    ('$41,300', '$3.46', '< $0.01', '$12.3 million')
    """
    if 0 < amount < _LEAST_SHOWN:
        return f"< ${_LEAST_SHOWN}"
    for size, name in _MONEY:
        if amount >= size:
            return f"${number_text(amount / size)} {name}"
    return f"${amount:,.0f}" if amount >= _EXACT_FROM else f"${amount:,.2f}"
