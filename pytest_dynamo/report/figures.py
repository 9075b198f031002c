"""Places in a run file made into figures to show: rounded as far as anybody reads, never further.

A no-break space keeps a figure and its unit on one line.
"""

from pytest_dynamo.forecast.figures import number_text, percent_text
from pytest_dynamo.measure.spending import small_dollars
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Figure, Sentence

NO_BREAK = "\u00a0"

_MINUTE = 60
_NO_CENTS = 100


def count(place: Place) -> Figure:
    """A whole number: `12,345`."""
    return Figure(text=f"{place.value:,.0f}", value=place.value, path=place.path)


def counted(place: Place, noun: str) -> Sentence:
    """A whole number of things, by the name of one: `1 request`, `12 requests`."""
    return count(place), f" {noun}{'' if place.value == 1 else 's'}"


def units(place: Place) -> Figure:
    """Capacity units, or a rate, to three digits or to the whole: `1,235`, `12.3`, `0.53`."""
    return Figure(text=number_text(place.value), value=place.value, path=place.path)


def small_amount(place: Place) -> Figure:
    """US dollars without their sign, with the digits that tell a short run's from nothing: `0.000381`, `12.50`."""
    return Figure(text=small_dollars(place.value).lstrip("$"), value=place.value, path=place.path)


def dollars(place: Place) -> Figure:
    """US dollars with their sign, cents only where they count: `$976`, `$1.64`, `$0.000381`."""
    is_large = place.value >= _NO_CENTS
    text = f"${place.value:,.0f}" if is_large else small_dollars(place.value)
    return Figure(text=text, value=place.value, path=place.path)


def quotient(place: Place, of: Place) -> Figure:
    """How many times one figure is another: `3.4`."""
    value = place.value / of.value if of.value else 0.0
    return Figure(text=number_text(value), value=value, path=f"{place.path} / {of.path}")


def percent(place: Place, of: Place | None = None) -> Figure:
    """A share of 1, or the quotient of two figures, in per cent: `31 %`, `4.1 %`, `0.32 %`.

    What is not nothing never reads `0 %`, and what is not everything never reads `100 %`.
    """
    value, path = place.value, place.path
    if of is not None:
        value, path = (place.value / of.value if of.value else 0.0), f"{path} / {of.path}"
    return Figure(text=percent_text(value, NO_BREAK), value=value, path=path)


def signed_percent(place: Place) -> Figure:
    """A difference as a share of 1, in per cent with its sign: `+4.1 %`, `-0.3 %`, `0 %`."""
    sign = {True: "+", False: "-"}[place.value > 0] if place.value else ""
    text = number_text(abs(place.value) * 100, digits=2)
    return Figure(text=f"{sign}{text}{NO_BREAK}%", value=place.value, path=place.path)


def milliseconds(place: Place) -> Figure:
    """A length of time in milliseconds: `0.53 ms`."""
    return Figure(
        text=f"{number_text(place.value)}{NO_BREAK}ms", value=place.value, path=place.path
    )


def duration(place: Place) -> Figure:
    """A length of time given in seconds: `5.2 s`, `30 s`, `2 min 5 s`."""
    return Figure(text=duration_text(place.value), value=place.value, path=place.path)


def clock(place: Place) -> Figure:
    """A moment of a run, given in seconds since its start: `2:01`, `1:02:03`."""
    return Figure(text=clock_text(place.value), value=place.value, path=place.path)


def clock_text(seconds: float) -> str:
    """A moment of a run as text, to the second.

    >>> clock_text(121.4), clock_text(3_723)
    ('2:01', '1:02:03')
    """
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, minutes = divmod(minutes, _MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def duration_text(seconds: float) -> str:
    r"""Seconds as text.

    >>> duration_text(125)
    '2\xa0min\xa05\xa0s'
    """
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{number_text(round(seconds, 1))}{NO_BREAK}s"
    minutes, rest = divmod(whole, _MINUTE)
    text = f"{minutes:,}{NO_BREAK}min"
    return f"{text}{NO_BREAK}{rest}{NO_BREAK}s" if rest else text
