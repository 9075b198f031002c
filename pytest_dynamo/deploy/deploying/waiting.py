"""Waiting for DynamoDB: until a table is at rest, or a request is taken."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from pytest_dynamo.errors import BackendError
from pytest_dynamo.forecast.figures import duration_text
from pytest_dynamo.migration.settling import unsettled
from pytest_dynamo.migration.values import Step

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10.0
_GROWTH = 1.5
_TICK_SECONDS = 1.0
# How long DescribeTable may show a table at rest as it was before a step: it is eventually consistent, but not for long.
_LONGEST_UNSEEN_SECONDS = 60.0


def _say_nothing(_state: str, _seconds: float) -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one thing is waited for, and by which clock.

    `tell` hears each second what it is, and for how many seconds so far.
    """

    seconds: float
    now: Callable[[], float]
    sleep: Callable[[float], None]
    tell: Callable[[str, float], None] = _say_nothing


class OverdueError(BackendError):
    """Something took longer than anybody wanted to wait."""


@dataclass(slots=True)
class Wait:
    """One thing that is waited for, and asked for again after pauses that grow."""

    patience: Patience
    _began: float = field(init=False)
    _pause: float = _FIRST_PAUSE_SECONDS

    def __post_init__(self) -> None:
        self._began = self.patience.now()

    def pause(self, state: str) -> None:
        """Wait before it is asked for again; `state` says in words what is waited for.

        Raises:
            OverdueError: It was waited for as long as allowed.
        """
        patience = self.patience
        ends = min(patience.now() + self._pause, self._began + patience.seconds)
        self._pause = min(self._pause * _GROWTH, _LONGEST_PAUSE_SECONDS)
        if patience.now() >= ends:
            waited = duration_text(patience.seconds)
            message = (
                f"after {waited}, {state} still\n"
                "To fix this: run the same command when DynamoDB is done, or now with a longer --wait"
            )
            raise OverdueError(message)
        while (now := patience.now()) < ends:
            patience.tell(state, now - self._began)
            patience.sleep(min(ends - now, _TICK_SECONDS))


def described(client: "DynamoDBClient", name: str) -> Mapping[str, Any] | None:
    """What DescribeTable tells of a table; None where there is none."""
    try:
        return client.describe_table(TableName=name)["Table"]
    except ClientError as error:
        if error.response["Error"].get("Code") == "ResourceNotFoundException":
            return None
        raise


def settled_description(
    client: "DynamoDBClient", name: str, patience: Patience, *, after: Step | None = None
) -> Mapping[str, Any] | None:
    """The description of a table as soon as it is at rest; None where there is none, or it is gone.

    `after` is the step that was taken. DescribeTable may not know of it yet, as it is eventually consistent.
    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html

    Raises:
        OverdueError: It took too long.
        DynamoError: The table is in a state that it does not leave by itself, or does not show the step.
    """
    wait = Wait(patience)
    while True:
        description = described(client, name)
        if description is None:
            if after is None or after.operation != "create_table":
                return None
            state: str | None = "the table is not to be seen"
        else:
            state = unsettled(description)
            if state is None:
                return _seen(client, name, patience, description, after)
        wait.pause(f"table {name}: {state}")


def _seen(
    client: "DynamoDBClient",
    name: str,
    patience: Patience,
    description: Mapping[str, Any],
    after: Step | None,
) -> Mapping[str, Any] | None:
    """The description of a table at rest as soon as it shows what a step has changed.

    Raises:
        BackendError: It does not come to show it: there are endpoints that take a change and do not make it.
    """
    short = replace(patience, seconds=min(patience.seconds, _LONGEST_UNSEEN_SECONDS))
    wait = Wait(short)
    while after is not None and (unseen := _unseen(after, description)):
        try:
            wait.pause(f"table {name}: {unseen}")
        except OverdueError:
            message = (
                f"{after.what}: this DynamoDB has taken the request, and after {duration_text(short.seconds)} "
                f"{unseen} still\n"
                "To fix this: delete the table and deploy it anew, if its items may go"
            )
            raise BackendError(message) from None
        found = described(client, name)
        if found is None or unsettled(found):
            return settled_description(client, name, patience, after=after)
        description = found
    return description


def _unseen(step: Step, description: Mapping[str, Any]) -> str | None:
    """The index that a step has created and that is not there yet, or has deleted and still is."""
    there = [one["IndexName"] for one in description.get("GlobalSecondaryIndexes") or ()]
    for change in step.arguments.get("GlobalSecondaryIndexUpdates", ()):
        created, deleted = (change.get(kind, {}).get("IndexName") for kind in ("Create", "Delete"))
        if created and created not in there:
            return f"index {created} is not to be seen"
        if deleted in there:
            return f"index {deleted} is to be seen"
    return None
