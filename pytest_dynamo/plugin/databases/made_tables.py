"""The tables that a session has made on an endpoint: these are dropped again, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pytest_dynamo.design.values import Table
from pytest_dynamo.errors import BackendError, DynamoError

_LONGEST_REASON = 300


class MadeTables:
    """Makes tables and drops them; knows at any moment which are there because of this session."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are still there, in the order they were made."""
        return tuple(self._names)

    def create(self, client: Any, table: Table, name: str) -> None:  # noqa: ANN401 - any boto3 client
        """Create a table. It is remembered also if that is interrupted half-way.

        Raises:
            BackendError: there is a table of that name already, or the endpoint refuses it or does not
                answer.
        """
        from botocore.exceptions import ClientError

        from pytest_dynamo.deploy.create import create_table

        was_made = name in self._names
        self._names[name] = None
        try:
            with _told(client):
                create_table(client, table, name)
        except ClientError as error:
            raise BackendError(_refused(client.meta.endpoint_url, table, error.response)) from error
        except BackendError as error:
            # Somebody else's table: whatever happens, it is not ours to drop.
            if not was_made and _exists_already(error):
                del self._names[name]
            raise

    def drop(self, client: Any, name: str) -> None:  # noqa: ANN401 - any boto3 client
        """Drop a table that this session has made, also one that is protected against deletion.

        Raises:
            BackendError: this session has not made it, or the endpoint does not answer.
        """
        from pytest_dynamo.deploy.create import drop_table

        if name not in self._names:
            message = (
                f"table {name!r} is not dropped: this session has not made it.\n"
                f"To fix this: drop it by hand, if it is to go."
            )
            raise BackendError(message)
        with _told(client):
            drop_table(client, name)
        del self._names[name]

    def drop_all(self, client: Any) -> tuple[str, ...]:  # noqa: ANN401 - any boto3 client
        """Drop what is still there; the answer are the tables for which that failed."""
        from botocore.exceptions import BotoCoreError, ClientError

        for name in self.names:
            try:
                self.drop(client, name)
            except (BotoCoreError, ClientError, DynamoError):
                continue
        return self.names


def _refused(place: str, table: Table, response: Any) -> str:  # noqa: ANN401 - botocore's
    reason = " ".join(str(response["Error"].get("Message", "")).split())[:_LONGEST_REASON]
    return (
        f"{place} does not make table '{table.name}' as the design has it: {reason or 'no reason is given'}\n"
        "To fix this: run the design on a DynamoDB that has what it needs, or change the design"
    )


@contextmanager
def _told(client: Any) -> Iterator[None]:  # noqa: ANN401 - any boto3 client
    from pytest_dynamo.deploy.faults import explained

    with explained(client.meta.endpoint_url):
        yield


def _exists_already(error: BackendError) -> bool:
    from botocore.exceptions import ClientError

    cause = error.__cause__
    if not isinstance(cause, ClientError):
        return False
    return cause.response["Error"]["Code"] == "ResourceInUseException"
