"""Where the tables of a design are, and what they are called there: options of commands that go there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError

if TYPE_CHECKING:
    from pytest_dynamo.deploy.backend import Backend

_AWS = "aws"

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
_TABLE_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}")

EndpointOption = Annotated[
    str | None,
    typer.Option(
        "--endpoint",
        metavar="URL",
        help="The DynamoDB: its URL, or aws for that of the region that is configured.",
        show_default=False,
    ),
]
AllowAwsOption = Annotated[
    bool, typer.Option("--allow-aws", "--dynamo-allow-aws", help="AWS is meant.")
]
RegionOption = Annotated[
    str | None, typer.Option(help="The region, where the endpoint does not name it.")
]
TableOption = Annotated[
    list[str] | None,
    typer.Option(
        "--table",
        metavar="[TABLE=]NAME",
        help="What a table of the design is called there; may be given several times.",
    ),
]
PrefixOption = Annotated[
    str, typer.Option(help="What the names of all other tables begin with there.")
]
ProductionOption = Annotated[
    list[str] | None,
    typer.Option(
        "--production",
        metavar="NAME",
        help="A table or account that looks like production, named once more to say it is meant.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The options as they were written. `meant` are names that look like production and are meant."""

    endpoint: str | None
    allows_aws: bool = False
    region: str | None = None
    tables: tuple[str, ...] = ()
    prefix: str = ""
    meant: tuple[str, ...] = ()


def names_there(design: Design, place: Place) -> dict[str, str]:
    """By table of the design what it is called there.

    Raises:
        DynamoError: An option names no table of the design, or DynamoDB could have no table of a name.
    """
    names = {table: place.prefix + table for table in design.tables}
    for text in place.tables:
        table, sign, name = text.partition("=")
        if not sign:
            table, name = _only_table(design, text), text
        if table not in design.tables:
            raise DynamoError(_no_table(design, table))
        names[table] = name
    for name in names.values():
        if not _TABLE_NAME.fullmatch(name):
            message = (
                f"no table can be called '{name}'.\n"
                "To fix this: 3 to 255 letters, digits, '_', '-' and '.'"
            )
            raise DynamoError(message)
    _check_distinct(names)
    return names


@contextmanager
def opened(place: Place, names: Mapping[str, str], *, allow_text: str) -> "Iterator[Backend]":
    """The DynamoDB that the options name, for a command that writes there if they name production.

    `allow_text` ends the refusal of AWS: what would be done, and the option that allows it.

    Raises:
        DynamoError: None is named, it cannot be used, AWS is not allowed, or something looks like production.
    """
    from pytest_dynamo.deploy.aws import aws_url
    from pytest_dynamo.deploy.backend import open_backend

    if place.endpoint is None:
        message = (
            "it is not said which DynamoDB is meant.\n"
            "To fix this: --endpoint http://127.0.0.1:8000 for what listens there (pytest-dynamo serve starts an "
            "embedded one),\n"
            "or --endpoint aws --allow-aws"
        )
        raise DynamoError(message)
    url = aws_url(place.region) if place.endpoint == _AWS else place.endpoint
    with open_backend(
        url,
        allow_aws=place.allows_aws,
        region=place.region,
        tables=names.values(),
        allow_text=allow_text,
    ) as backend:
        yield backend


def check_production(backend: "Backend", names: Mapping[str, str], meant: Sequence[str]) -> None:
    """Make sure that what looks like production has been named once more.

    Raises:
        DynamoError: It has not.
    """
    from pytest_dynamo.deploy import production

    if not backend.is_on_this_machine:
        production.check_production(
            names.values(),
            backend.account_aliases(),
            meant,
            place=backend.place,
            option="--production",
        )


def where(backend: "Backend") -> str:
    """Where a DynamoDB is, as a heading: on AWS with the region and whose account it is, its middle left out."""
    account = backend.account()
    parts = [backend.place]
    if backend.kind == "aws" and backend.region not in backend.place:
        parts.append(f"region {backend.region}")
    if account is not None:
        parts.append(f"account {account[:4]}…{account[-4:]}")
    return ", ".join(parts)


def _only_table(design: Design, text: str) -> str:
    if len(design.tables) == 1:
        return next(iter(design.tables))
    message = (
        f"--table {text}: {design.name} has {len(design.tables)} tables, and it is not said which is called so.\n"
        f"To fix this: --table {next(iter(design.tables))}={text}"
    )
    raise DynamoError(message)


def _no_table(design: Design, name: str) -> str:
    near = get_close_matches(name, list(design.tables), n=1)
    hint = f"did you mean '{near[0]}'?" if near else f"there are {', '.join(design.tables)}"
    return f"--table: {design.name} has no table '{name}'; {hint}\nTo fix this: --table TABLE=NAME"


def _check_distinct(names: Mapping[str, str]) -> None:
    taken: dict[str, str] = {}
    for table, name in names.items():
        if name in taken:
            message = (
                f"the tables {taken[name]} and {table} would both be called '{name}'.\n"
                "To fix this: another --table for one of them"
            )
            raise DynamoError(message)
        taken[name] = table
