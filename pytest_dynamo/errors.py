"""Every exception raised on purpose.

The text of each is the whole message for a person: what was wanted, what was found, the nearest
candidates, what to do. The shells (plugin, Locust, command line) print it as it stands, without a
traceback, and choose the exit code.
"""

from dataclasses import dataclass


class DynamoError(Exception):
    """A mistake somebody can put right; its text says how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing that is wrong in a design file, and where.

    `line` and `column` count from 1. `where` is the dotted path of the setting, for example
    `entities.Order.item.GSI1PK`; it is empty for mistakes of the file as a whole.
    """

    path: str
    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}: "
        return f"{place}{self.where}: {self.message}" if self.where else f"{place}{self.message}"


class DesignError(DynamoError):
    """A design file does not load. Carries every mistake found, in the order of the file."""

    def __init__(self, path: str, mistakes: tuple[Mistake, ...]) -> None:
        self.path = path
        self.mistakes = mistakes
        count = f"{len(mistakes)} mistake{'' if len(mistakes) == 1 else 's'}"
        super().__init__("\n".join([f"{path}: {count}", *(f"  {mistake}" for mistake in mistakes)]))


class BackendError(DynamoError):
    """The backend cannot be used: no credentials, nothing listens, a table is missing, a refusal."""


class RunFileError(DynamoError):
    """A file of figures (`run.json`, `study.json`, `tests.json`) cannot be read: not there, cut off, foreign."""


class ReportsError(DynamoError):
    """A run cannot be written where reports go: no permission, no room, no such folder."""


class OutOfTimeError(DynamoError):
    """Something was left out because there is no more time for it."""


class MissingExtraError(DynamoError):
    """A package of an optional extra is not installed."""

    def __init__(self, package: str, *, extra: str, wanted_for: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"{wanted_for} needs the package {package}, which is not installed.\n"
            f"To fix this: pip install 'pytest-dynamo[{extra}]'"
        )
