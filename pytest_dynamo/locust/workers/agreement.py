"""What the processes of a run have to agree on.

It travels with the options, which Locust sends to its workers.
"""

from locust.env import Environment

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from pytest_dynamo.locust.settings.values import options_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What all processes of a run go by.

    `now` is the moment the population is made at, and `from_time` when the warm-up ends, in seconds
    since the epoch. `generation` is 0 in tables that were created for this run; else it is a number
    that no earlier run has, so that new items differ from those it left behind. `users` is how many
    there are to be in all. `workers` are the indexes of the workers, none in a run of one process.
    `engine` is the URL of the embedded DynamoDB that they share, `partitions` what each table and
    index begins with, and `number` counts the tests that Locust has started. `own_tables` are those
    that load tests have created, by the names they have there, and `found` those of the design that
    were filled before, from which each process samples keys.
    """

    now: float
    generation: int
    users: int = 1
    from_time: float = 0.0
    workers: Sequence[int] = ()
    engine: str | None = None
    partitions: Sequence[tuple[str, str | None, int]] = ()
    number: int = 0
    own_tables: Sequence[str] = ()
    found: Sequence[str] = ()


def agree(environment: Environment, what: Agreement) -> None:
    """Make an agreement that of all processes, from the next message to the workers on."""
    options_of(environment).dynamo_agreement = asdict(what)


def agreement(environment: Environment) -> Agreement:
    """What was agreed on."""
    return Agreement(**options_of(environment).dynamo_agreement)


def engine_of(environment: Environment) -> str | None:
    """The URL of the embedded DynamoDB that the processes share, once that is agreed on."""
    agreed = getattr(options_of(environment), "dynamo_agreement", None)
    return agreed and Agreement(**agreed).engine
