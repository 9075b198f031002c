"""The `pytest-dynamo` command.

Exit codes: 0 good, 1 what was asked about is not so (an access pattern is not served, a table
differs, a change was refused), 2 wrong use, 3 a gate of a comparison failed, 130 after Ctrl-C.
"""

import sys
from collections.abc import Sequence

from pytest_dynamo.errors import DynamoError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; a mistake somebody can put right is one message and exit code 2."""
    from pytest_dynamo.cli.commands import app

    try:
        app(args=arguments, prog_name="pytest-dynamo")
    except DynamoError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
