"""The files of keys that are replayed: `--dynamo-keys User=replay:keys.csv`."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.replaying import replayed


def with_replays(settings: Settings, population: Population) -> Settings:
    """Settings whose replays have the members that their files name.

    Raises:
        DynamoError: A file cannot be read, or a row of it names no member.
    """
    read = {
        entity: _read(how, population, entity)
        for entity, how in settings.keys.items()
        if how.kind == "replay"
    }
    return replace(settings, keys={**settings.keys, **read}) if read else settings


def require_files(settings: Settings) -> None:
    """Refuse a replay whose file is not there, before a population is seeded in vain.

    Raises:
        DynamoError: A file cannot be read.
    """
    for entity, how in settings.keys.items():
        if how.kind == "replay":
            try:
                with Path(how.source).open("rb"):
                    pass
            except OSError as error:
                raise _unreadable(_source(how, entity), error) from None


def _source(how: Distribution, entity: str) -> str:
    return f"--dynamo-keys {entity}=replay:{how.source}"


def _unreadable(source: str, error: OSError) -> DynamoError:
    return DynamoError(
        f"{source}: the file cannot be read: {error.strerror or error}.\n"
        "To fix this: give its path from here; with workers on other machines it is read there, too"
    )


def _read(how: Distribution, population: Population, entity: str) -> Distribution:
    source = _source(how, entity)
    try:
        numbers = replayed(
            _rows(Path(how.source)), source=how.source, population=population, entity=entity
        )
    except OSError as error:
        raise _unreadable(source, error) from None
    except (UnicodeDecodeError, csv.Error) as error:
        message = f"{source}: that is no CSV file in UTF-8: {error}"
        raise DynamoError(message) from None
    return replace(how, replayed=numbers)


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file, each with the line it ends in."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        for row in reader:
            yield reader.line_num, row
