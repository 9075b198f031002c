"""What the guard finds: one exception for each kind."""

from typing import ClassVar


class Violation(AssertionError):  # noqa: N818 - these names say what happened, as pytest's own do
    """Code under test did what the guard forbids. `kind` is what the marker `dynamo_allow` calls it.

    The text says where, what was asked of DynamoDB, why that is too much, and what to do.
    """

    kind: ClassVar[str] = ""

    def __init_subclass__(cls) -> None:
        cls.__module__ = "builtins"  # pytest shows the name alone then, as of its own Failed


class ScanNotAllowed(Violation):
    """Code under test read a whole table or index.

    The text says where, what would be read, which access pattern serves the question instead, and
    how to allow it. The request was not sent.
    """

    kind = "scan"


class StrayCall(Violation):
    """A call performs no access pattern that is declared. The request was not sent."""

    kind = "stray"


class TooManyPages(Violation):
    """A Query goes on to read pages, or asks for more items, than it may. The request was not sent."""

    kind = "pages"


class WastefulQuery(Violation):
    """A Query examined many more items than it returned."""

    kind = "waste"


class BudgetExceeded(Violation):
    """One performance of an access pattern took more than its budget in the design."""

    kind = "budget"


class LeftUnprocessed(Violation):
    """A batch was answered with items that DynamoDB did not process, and they were never sent again."""

    kind = "unprocessed"
