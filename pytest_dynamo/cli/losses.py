"""What was lost between two formats, told on standard error."""

from collections.abc import Sequence

import typer

from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.interop.values import Loss


def tell_losses(losses: Sequence[Loss], path: str, what: str) -> None:
    """Print each loss with its place, in the order in which they were found."""
    if not losses:
        return
    typer.echo(f"{path}: {what}, in {counted_text(len(losses), 'place')}:", err=True)
    for one in losses:
        typer.echo(f"  {one}", err=True)
