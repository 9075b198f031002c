"""Why a request is throttled, in DynamoDB's own words.

Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing.html
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from pytest_dynamo.capacity.resources import Direction, Resource

LimitKind: TypeAlias = Literal[
    "ProvisionedThroughputExceeded",
    "MaxOnDemandThroughputExceeded",
    "AccountLimitExceeded",
    "KeyRangeThroughputExceeded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One limit that a request met: of which table or index, and of which kind.

    `first` and `last` say which partition it was, as the part of the hash space from `first` up to
    `last`; for a limit of the whole table or index they are 0 and 1.
    """

    resource: Resource
    direction: Direction
    kind: LimitKind
    first: float = 0.0
    last: float = 1.0

    @property
    def reason(self) -> str:
        """One of DynamoDB's 16 throttling reasons, such as `TableWriteKeyRangeThroughputExceeded`."""
        return throttling_reason(self.resource, self.direction, self.kind)


def throttling_reason(resource: Resource, direction: Direction, kind: LimitKind) -> str:
    """The throttling reason of a limit.

    >>> throttling_reason(("orders", "GSI1"), "write", "KeyRangeThroughputExceeded")
    'IndexWriteKeyRangeThroughputExceeded'
    """
    what = "Table" if resource[1] is None else "Index"
    return f"{what}{direction.capitalize()}{kind}"
