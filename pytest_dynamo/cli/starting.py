"""`pytest-dynamo init`: asks what a first design is to hold, and writes it."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import typer

from pytest_dynamo.cli.writing import require_writable, told, write_whole
from pytest_dynamo.design.starting.answers import (
    EXAMPLE,
    Answers,
    NewEntity,
    Question,
    answers_of,
    design_name,
    entity_of,
    ordered,
    question_of,
    usual,
)
from pytest_dynamo.design.starting.writing import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import counted_text

_SCHEMA = "design.schema.json"

Read = TypeVar("Read")


def run(
    *,
    name: str | None,
    entities: Sequence[str],
    patterns: Sequence[str],
    folder: Path,
    force: bool,
) -> None:
    """Write a first design, and say what comes next.

    Raises:
        DynamoError: What was asked for makes no sense, nobody is there to answer, or the file is
            there already or cannot be written.
    """
    if entities:
        answers = answers_of(_name_or_folder(name), entities, patterns)
    elif patterns:
        message = f"--pattern needs the entities it is about.\nTo fix this: {EXAMPLE}"
        raise DynamoError(message)
    elif sys.stdin.isatty():
        answers = _asked(name, folder, force=force)
    else:
        message = (
            f"no entity was named, and there is no terminal to ask at.\nTo fix this: {EXAMPLE}"
        )
        raise DynamoError(message)
    _write(answers, folder, force=force)


def _write(answers: Answers, folder: Path, *, force: bool) -> None:
    path = _path(answers.name, folder, force=force)
    schema = _SCHEMA if (folder / _SCHEMA).is_file() else None
    text = design_text(answers, schema=schema)
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    entities = counted_text(len(answers.entities), "entity")
    patterns = counted_text(len(answers.questions), "access pattern")
    typer.echo(f"wrote {path}   {entities}, {patterns}")
    typer.echo(f"next: pytest -p pytest_dynamo {path}")


def _path(name: str, folder: Path, *, force: bool) -> Path:
    """Where the design is written.

    Raises:
        DynamoError: There is one already, or nothing can be written there.
    """
    path = folder / f"{name}.yaml"
    with told(folder):
        if (path.exists() or path.is_symlink()) and not force:
            message = (
                f"{path} is there already.\n"
                "To fix this: another --name, or --force to write over it"
            )
            raise DynamoError(message)
        if folder.is_dir():
            require_writable(path)
        elif folder.exists() or folder.is_symlink():
            message = f"{folder} is no folder.\nTo fix this: --folder with the name of one"
            raise DynamoError(message)
    return path


def _name_or_folder(name: str | None) -> str:
    """The name, or that of the folder we are in where it makes one."""
    if name is not None:
        return design_name(name)
    here = "-".join(Path.cwd().name.split())
    try:
        return design_name(here)
    except DynamoError:
        message = f"the design has no name, and this folder's makes none.\nTo fix this: {EXAMPLE}"
        raise DynamoError(message) from None


def _asked(name: str | None, folder: Path, *, force: bool) -> Answers:
    """The answers somebody gives at a terminal; what makes no sense is asked again."""

    def named(text: str) -> str:
        _path(design_name(text), folder, force=force)
        return text

    if name is None:
        name = _until_read("What is the table called?", named, default="orders")
    else:
        named(name)
    entities = _asked_entities()
    questions = [
        question
        for entity in entities
        for question in _until_read(
            f"{entity.name}: {_choices(entity)}?",
            _reader(entity, entities),
            default=", ".join(each.verb for each in usual(entity)),
        )
    ]
    return Answers(name=name, entities=entities, questions=tuple(dict.fromkeys(questions)))


def _asked_entities() -> tuple[NewEntity, ...]:
    typer.echo(
        "Which kinds of items are there? User, say, and then Order:User for those of a user."
    )
    found: list[NewEntity] = []

    def read(text: str) -> NewEntity | None:
        if not text:
            ordered(found)  # there has to be one
            return None
        entity = entity_of(text)
        ordered([*found, entity])
        return entity

    while entity := _until_read(
        "  one more, or Enter" if found else "  the first", read, default=""
    ):
        found.append(entity)
    return ordered(found)


def _choices(entity: NewEntity) -> str:
    listed = f"list (those of a {entity.parent}), " if entity.parent else ""
    return f"get, {listed}create, update, delete, find by …"


def _reader(
    entity: NewEntity, entities: Sequence[NewEntity]
) -> Callable[[str], tuple[Question, ...]]:
    """What reads the questions about one entity: `get, create, find by email`."""

    def read(text: str) -> tuple[Question, ...]:
        return tuple(question_of(each, entities) for each in _whole(text, entity.name))

    return read


def _whole(text: str, entity: str) -> Iterator[str]:
    """Questions with their entity: `find by email` becomes `find User by email`."""
    for part in text.split(","):
        verb, _, rest = part.strip().partition(" ")
        if verb:
            yield f"{verb} {entity} {rest}".strip()


def _until_read(prompt: str, read: Callable[[str], Read], *, default: str) -> Read:
    while True:
        text = str(typer.prompt(prompt, default=default, show_default=bool(default)))
        try:
            return read(text.strip())
        except DynamoError as error:
            typer.echo(str(error), err=True)
