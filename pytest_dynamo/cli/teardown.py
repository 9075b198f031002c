"""The subcommand `teardown`."""

from pathlib import Path
from typing import Annotated

import typer


def teardown(
    reports: Annotated[
        Path,
        typer.Argument(help="Folder of reports, where load tests note what they create."),
    ] = Path("reports"),
    *,
    allow_aws: Annotated[
        bool, typer.Option("--allow-aws", "--dynamo-allow-aws", help="Drop tables on AWS, too.")
    ] = False,
) -> None:
    """Drop the tables that load tests have created and not dropped, and no others."""
    from pytest_dynamo.deploy.manifest import manifests_in
    from pytest_dynamo.deploy.teardown import tear_down
    from pytest_dynamo.errors import DynamoError

    if not reports.is_dir():
        message = f"there is no folder {reports}.\nTo fix this: name the folder of --dynamo-reports"
        raise DynamoError(message)
    manifests, is_settled, mistakes = manifests_in(reports), True, []
    if not manifests:
        typer.echo(f"nothing to drop: no load test has left a table, as far as {reports} tells")
    for path in manifests:
        try:
            for is_done, line in tear_down(path, allow_aws=allow_aws):
                is_settled &= is_done
                typer.echo(line)
        except DynamoError as error:  # the other manifests may be of endpoints that answer
            mistakes.append(f"{path}: {error}")
    if mistakes:
        raise DynamoError("\n".join(mistakes))
    raise typer.Exit(0 if is_settled else 1)
