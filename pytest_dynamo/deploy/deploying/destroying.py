"""Tables that `deploy` has made, deleted again, and no others."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.deploying.limits import code_of, message_of, passes_by_itself
from pytest_dynamo.deploy.deploying.marks import owner_of, somebody_elses
from pytest_dynamo.deploy.deploying.waiting import (
    Patience,
    Wait,
    described,
    settled_description,
)
from pytest_dynamo.errors import BackendError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Fate: TypeAlias = Literal["deletes", "going", "keeps", "absent"]
"""What becomes of a table: it can be deleted, is being deleted, is left alone, or there is none."""

_DELETING = "DELETING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Doomed:
    """A table, what becomes of it, and why it is kept, if it is; `is_ours` if deploy has made it of this design."""

    name: str
    fate: Fate
    description: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    is_ours: bool = False


def look_at(client: "DynamoDBClient", names: Sequence[str], design: str) -> tuple[Doomed, ...]:
    """What destroying a design does to each of its tables.

    Raises:
        ClientError: A table or its tags cannot be read.
    """
    return tuple(_look_at(client, name, design) for name in names)


def destroy(
    client: "DynamoDBClient",
    doomed: Sequence[Doomed],
    design: str,
    patience: Patience,
    *,
    on_gone: Callable[[str, float], None],
) -> Iterator[Doomed]:
    """Delete the tables that were shown, and wait until they are gone; yield those that are kept now all the same.

    All are deleted first, as none has to wait for another. Each is looked at once more before: it may have come to be
    protected, or another one of its name, since it was shown.

    Raises:
        BackendError: One is not taken, or does not go in time.
    """
    began = patience.now()
    going = [one.name for one in doomed if one.fate == "going"]
    for one in doomed:
        if one.fate == "deletes":
            now = _deleted(client, one, design, patience)
            if now.fate == "keeps":
                yield now
            else:
                going.append(one.name)
    for name in going:
        _wait_until_gone(client, name, patience)
        on_gone(name, patience.now() - began)


def _look_at(client: "DynamoDBClient", name: str, design: str) -> Doomed:
    description = described(client, name)
    if description is None:
        return Doomed(name=name, fate="absent")
    if _is_going(description):
        return Doomed(name=name, fate="going", description=description)
    reason = somebody_elses(owner_of(client, description.get("TableArn", "")), design)
    is_ours = not reason
    if is_ours and description.get("DeletionProtectionEnabled"):
        reason = "it has deletion protection"
    return Doomed(
        name=name,
        fate="keeps" if reason else "deletes",
        description=description,
        reason=reason,
        is_ours=is_ours,
    )


def _is_going(description: Mapping[str, Any]) -> bool:
    return description.get("TableStatus") == _DELETING


def _deleted(client: "DynamoDBClient", shown: Doomed, design: str, patience: Patience) -> Doomed:
    """Delete a table; what has become of it."""
    wait = Wait(patience)
    while True:
        # A table that is being created or changed cannot be deleted.
        # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
        settled = settled_description(client, shown.name, patience)
        now = _look_at(client, shown.name, design)
        if settled is None or now.fate in ("absent", "keeps", "going"):
            return now
        if now.description.get("TableId") != shown.description.get("TableId"):
            reason = "it is another one than was shown: it came to be meanwhile"
            return Doomed(name=shown.name, fate="keeps", description=now.description, reason=reason)
        try:
            client.delete_table(TableName=shown.name)
        except ClientError as error:
            code = code_of(error)
            if code == "ResourceNotFoundException":
                return Doomed(name=shown.name, fate="absent")
            what = f"table {shown.name}: {code}: {message_of(error)}"
            if not passes_by_itself(error):
                raise BackendError(what) from error
            wait.pause(what)
        else:
            return Doomed(name=shown.name, fate="going", description=now.description)


def _wait_until_gone(client: "DynamoDBClient", name: str, patience: Patience) -> None:
    """Wait as long as a table is being deleted; one of its name that came to be after it is not waited for."""
    wait = Wait(patience)
    while (description := described(client, name)) is not None and (_is_going(description)):
        wait.pause(f"table {name}: the table is {_DELETING}")
