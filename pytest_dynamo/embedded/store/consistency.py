"""How far behind reads may be, for those who want to see their code cope with it.

DynamoDB's eventually consistent reads may miss a write of the last second, and its global indexes are
always behind: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """What is eventually consistent, and by how much.

    Writes appear in global indexes `index_lag_seconds` later. Of the eventually consistent reads a
    share of `stale_reads`, from 0 to 1, goes to a replica that is `replica_lag_seconds` behind.
    """

    clock: Callable[[], float]
    random: Random
    index_lag_seconds: float = 0.0
    stale_reads: float = 0.0
    replica_lag_seconds: float = 1.0

    def is_stale(self) -> bool:
        """Whether the read at hand is to be answered by the replica."""
        return self.stale_reads > 0 and self.random.random() < self.stale_reads
