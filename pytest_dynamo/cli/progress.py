"""How far longer work is, on a terminal and nowhere else."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def progress() -> Iterator[Callable[[str, float], None] | None]:
    """What tells how far the work is, from 0 to 1, and is cleared away; None where nobody looks."""
    if not sys.stderr.isatty():
        yield None
        return

    def tell(what: str, share: float) -> None:
        done = f" {100 * share:.0f} %" if share else ""
        typer.echo(f"\r\x1b[2K{what}{done} …", nl=False, err=True)

    try:
        yield tell
    finally:
        typer.echo("\r\x1b[2K", nl=False, err=True)
