"""Keys to be replayed: rows that name members of an entity by their attributes."""

from array import array
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.population.people import Population


def replayed(
    rows: Iterable[tuple[int, Sequence[str]]], *, source: str, population: Population, entity: str
) -> "array[int]":
    """The numbers of the members that rows name, in their order, 8 bytes a row.

    Each row comes with its line in `source`; the first has the names of attributes, of the entity or
    of its ancestors, and every other their values as text. Empty rows are left out.

    Raises:
        DynamoError: A row names no member, or has more or fewer values than there are names; the
            header has another name than the entity; or there is no row.
    """
    filled = iter((line, row) for line, row in rows if any(cell.strip() for cell in row))
    header = next(filled, None)
    if header is None:
        message = (
            f"{source} is empty.\nTo fix this: name attributes of {entity} in the first line, and give "
            "their values in the others"
        )
        raise DynamoError(message)
    names = _names(header, source, population, entity)
    numbers, lines = array("q"), dict[tuple[str, ...], tuple[int, int]]()
    for line, row in filled:
        values = tuple(row)
        if len(values) != len(names):
            wanted = f"{len(names)} {'value' if len(names) == 1 else 'values'}"
            message = (
                f"{source}, line {line}: wanted {wanted} ({', '.join(names)}), found {len(row)}"
            )
            raise DynamoError(message)
        distinct, _ = lines.setdefault(values, (len(lines), line))
        numbers.append(distinct)
    if not numbers:
        message = f"{source} has names of attributes and no row; there is nothing to replay"
        raise DynamoError(message)
    found = population.numbers_of(entity, names, lines)
    for values, (_, line) in lines.items():
        if values not in found:
            told = ", ".join(f"{name} {value!r}" for name, value in zip(names, values, strict=True))
            raise DynamoError(_no_member(source, line, entity, told, population))
    members = array("q", (found[values] for values in lines))
    for position, distinct in enumerate(numbers):
        numbers[position] = members[distinct]
    return numbers


def _names(
    header: tuple[int, Sequence[str]], source: str, population: Population, entity: str
) -> tuple[str, ...]:
    line, row = header
    names = tuple(name.strip() for name in row)
    known = population.recipe(entity).routes
    for name in names:
        if name not in known:
            close = get_close_matches(name, known, n=1)
            near = f"did you mean '{close[0]}'?" if close else f"there: {', '.join(known)}"
            message = f"{source}, line {line}: {entity} has no attribute '{name}'; {near}"
            raise DynamoError(message)
    return names


def _no_member(source: str, line: int, entity: str, told: str, population: Population) -> str:
    return (
        f"{source}, line {line}: there is no {entity} with {told} among the "
        f"{population.count(entity):,} of the population.\n"
        "To fix this: replay keys of items that are in the tables; another --dynamo-population or "
        "--dynamo-rng-seed makes other items"
    )
