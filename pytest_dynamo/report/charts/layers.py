"""Where things that belong to others stand: each to the right of those it belongs to.

A layer is a column, from 0; a row is counted from the top. Something stands in the first row of what
belongs to it. What belongs to nothing, and has nothing belonging to it, fills the rows at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A thing in its place; `under` is the one that it stands beside, `also` the others it belongs to."""

    name: str
    layer: int
    row: int
    under: str | None = None
    also: tuple[str, ...] = ()


def placed(parents: Mapping[str, Sequence[str]], columns: int) -> list[Placed]:
    """All things by name, with what each belongs to; those that stand alone fill so many columns.

    What belongs to itself, by whatever way, stands where it is first met.
    """
    known = {name: [each for each in of if each in parents] for name, of in parents.items()}
    layers: dict[str, int] = {}
    for name in known:
        _layer(name, known, layers, ())
    under = {
        name: max(of, key=lambda parent: layers[parent])
        for name, of in known.items()
        if of and max(layers[parent] for parent in of) < layers[name]
    }
    has_children = {parent for of in known.values() for parent in of}
    alone = [name for name in known if name not in under and name not in has_children]
    done: list[Placed] = []
    row = 0
    for name in known:
        if name not in under and name not in alone:
            row = _place(name, row, known, under, done)
    done += [
        Placed(name=name, layer=number % columns, row=row + number // columns)
        for number, name in enumerate(alone)
    ]
    return done


def _layer(
    name: str,
    known: Mapping[str, Sequence[str]],
    layers: dict[str, int],
    seen: tuple[str, ...],
) -> int:
    """One more than the highest of those it belongs to."""
    if name in seen:
        return -1
    if name not in layers:
        layers[name] = 1 + max(
            (_layer(each, known, layers, (*seen, name)) for each in known[name]), default=-1
        )
    return layers[name]


def _place(
    name: str,
    row: int,
    known: Mapping[str, Sequence[str]],
    under: Mapping[str, str],
    done: list[Placed],
) -> int:
    """Place one and all that stand beside it; the row after them."""
    parent = under.get(name)
    layer = next((each.layer + 1 for each in done if each.name == parent), 0)
    also = tuple(each for each in known[name] if each not in (parent, name))
    done.append(Placed(name=name, layer=layer, row=row, under=parent, also=also))
    below = row
    for child, of in under.items():
        if of == name:
            below = _place(child, below, known, under, done)
    return max(below, row + 1)
