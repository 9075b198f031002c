"""Differences as figures to show, each with its path in what `compare --json` prints."""

from pytest_dynamo.measure.differences.values import Difference, Scope
from pytest_dynamo.report.comparing.labels import (
    change_text,
    is_shown,
    noise_text,
    quantity,
    reading,
    reading_order,
)
from pytest_dynamo.report.figures import NO_BREAK
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Constant, Figure, Name, Sentence, Toned


def difference_of(row: Place) -> Difference:
    """The difference at a place."""
    scope = Scope(**row["scope"].value)
    return Difference(**{**row.value, "scope": scope})


def shown_rows(differences: Place) -> list[Place]:
    """The differences worth showing, in the order in which they are read."""
    rows = [row for row in differences if is_shown(difference_of(row))]
    return sorted(rows, key=lambda row: reading_order(difference_of(row)))


def side_figure(row: Place, side: str) -> Sentence:
    """What a figure was before, or is after, with its unit."""
    place = row[side]
    if place.value is None:
        return ("–",)
    text = quantity(place.value, difference_of(row).unit, NO_BREAK)
    return (Figure(text=text, value=place.value, path=place.path),)


def scope_words(row: Place) -> Sentence:
    """What a figure is of."""
    scope = row["scope"]
    if scope["pattern"].value is not None:
        return (Name(scope["pattern"].value),)
    if scope["table"].value is None:
        return ("whole run",)
    table: Sentence = (Name(scope["table"].value),)
    named = (Name(scope["index"].value), " of ", *table) if scope["index"].value else table
    return (*named, f", {scope['direction'].value}s")


def change_words(row: Place) -> Sentence:
    """By how much a figure changed; a quotient or a difference of the two beside it."""
    return (Constant(change_text(difference_of(row), NO_BREAK)),)


def noise_words(row: Place) -> Sentence:
    """What chance alone may do to a figure."""
    return (Constant(noise_text(difference_of(row), NO_BREAK)),)


def reading_words(row: Place) -> Sentence:
    """The verdict, in its tone."""
    word = reading(difference_of(row))
    match word:
        case "better":
            return (Toned((word,), "holds"),)
        case "worse":
            return (Toned((word,), "breaks"),)
        case "differs" | "only in one":
            return (word,)
    return (Toned((word,), "muted"),)
