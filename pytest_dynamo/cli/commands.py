"""The subcommands: each reads its arguments, asks the core, and prints."""

from typing import Annotated

import typer

from pytest_dynamo import __version__
from pytest_dynamo.cli.check import check, explain
from pytest_dynamo.cli.compare import compare
from pytest_dynamo.cli.deploy import deploy
from pytest_dynamo.cli.destroy import destroy
from pytest_dynamo.cli.diff import diff
from pytest_dynamo.cli.export import export
from pytest_dynamo.cli.forecast import forecast
from pytest_dynamo.cli.iam import iam
from pytest_dynamo.cli.import_ import import_
from pytest_dynamo.cli.init import init
from pytest_dynamo.cli.plan import plan
from pytest_dynamo.cli.report import report, schema
from pytest_dynamo.cli.serve import serve
from pytest_dynamo.cli.teardown import teardown
from pytest_dynamo.cli.verify import verify

app = typer.Typer(
    help="Test DynamoDB table designs, load them, and read what they consume.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def options(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Test DynamoDB table designs, load them, and read what they consume."""
    if version:
        typer.echo(f"pytest-dynamo {__version__}")
        raise typer.Exit


app.command()(init)
app.command("import")(import_)
app.command()(check)
app.command()(explain)
app.command()(compare)
app.command()(deploy)
app.command()(destroy)
app.command()(diff)
app.command()(export)
app.command()(forecast)
app.command()(iam)
app.command()(plan)
app.command()(report)
app.command()(schema)
app.command()(serve)
app.command()(teardown)
app.command()(verify)
