"""The outcome of planning an access pattern: a plan, or why nothing serves it."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.design.values import AccessPattern, Condition, Index, Table

Operation: TypeAlias = Literal[
    "Query",
    "Scan",
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How an access pattern is served: one operation on one table or index.

    `partition` and `sort` are the key condition of a Query: an equality on every partition-key
    attribute, and the conditions on sort-key attributes from the left (all but the last of them
    equalities). Both are empty for operations on full keys. A pattern that fans out is as many
    Queries as it has `shards`.
    """

    pattern: AccessPattern
    operation: Operation
    table: Table
    index: Index | None = None
    partition: tuple[Condition, ...] = ()
    sort: tuple[Condition, ...] = ()
    shards: int = 1

    @property
    def on(self) -> str:
        """The name of the index, or of the table."""
        return self.index.name if self.index else self.table.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A table or index that might have served a pattern, and why it does not."""

    resource: str
    keys: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotServed:
    """Why no Query and no operation on full keys serves an access pattern.

    `str()` is the message in four parts: what is needed, what there is, why each candidate fails,
    and what to do.
    """

    pattern: AccessPattern
    needs: str
    candidates: tuple[Candidate, ...]
    fixes: tuple[str, ...]
    path: str = ""

    def __str__(self) -> str:
        width = max((len(f"{c.resource} {c.keys}") for c in self.candidates), default=0)
        lines = [
            f"access pattern '{self.pattern.name}' is not served",
            f"  needs      {self.needs}",
            *(
                f"  candidate  {f'{c.resource} {c.keys}'.ljust(width)}   {c.reason}"
                for c in self.candidates
            ),
            "To fix this, either:" if len(self.fixes) > 1 else "To fix this:",
            *(f"  - {fix}" for fix in self.fixes),
        ]
        if self.path:
            lines.append(f"  at {self.path}:{self.pattern.place.line}")
        return "\n".join(lines)
