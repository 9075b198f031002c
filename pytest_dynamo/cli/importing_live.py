"""`pytest-dynamo import --table NAME --endpoint URL`: from live tables to a design file."""

from dataclasses import dataclass
from datetime import UTC, datetime

import typer

from pytest_dynamo.cli.importing import Target, conclude, counts_text, require_target
from pytest_dynamo.errors import DynamoError

_AWS = "aws"
_ALLOW = "to read its tables, and a sample of their items:  --allow-aws"


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """Which tables of which DynamoDB, and how much of their items is looked at."""

    tables: tuple[str, ...]
    endpoint: str | None
    allows_aws: bool
    sample_items: int
    read_units_per_second: float
    keeps_values: bool


def run_live(source: LiveSource, target: Target) -> int:
    """Import live tables, write the design, and say what was lost; the exit code.

    Raises:
        DynamoError: It is not said which tables or where, a table is not there, or AWS is not allowed.
    """
    from pytest_dynamo.deploy.aws import aws_url
    from pytest_dynamo.deploy.sampling.designing import live_designs_at

    if not source.tables:
        message = (
            "nothing to import was named.\n"
            "To fix this: a file or a folder, or --table NAME and --endpoint URL for a live table"
        )
        raise DynamoError(message)
    if source.endpoint is None:
        message = (
            f"it is not said which DynamoDB has the table {source.tables[0]}.\n"
            "To fix this: --endpoint http://127.0.0.1:8000, or --endpoint aws"
        )
        raise DynamoError(message)
    require_target(target)
    place = aws_url() if source.endpoint == _AWS else source.endpoint
    imported = live_designs_at(
        place,
        source.tables,
        allow_aws=source.allows_aws,
        allow_text=_ALLOW,
        design_name=target.name,
        sample_items=source.sample_items,
        read_units_per_second=source.read_units_per_second,
        keeps_values=source.keeps_values,
        now=datetime.now(UTC),
        on_progress=lambda line: typer.echo(line, err=True),
    )
    typer.echo(f"read {place}   {counts_text(imported.design)}", err=True)
    return conclude(imported, place, target)
