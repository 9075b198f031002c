"""Tables that load tests have left, dropped: those that their manifest names, and no others."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.create import drop_table
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.manifest import (
    MadeTable,
    ManifestFile,
    is_running,
    is_what_was_made,
    read_manifest,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Whereabouts: TypeAlias = Literal["there", "gone", "another"]

ALLOW = "to drop what a load test has left there:  --allow-aws"


def whereabouts(client: "DynamoDBClient", made: MadeTable) -> Whereabouts:
    """Whether a table that was noted is still there, or another one has its name."""
    try:
        description = client.describe_table(TableName=made.name)["Table"]
    except client.exceptions.ResourceNotFoundException:
        return "gone"
    return "there" if is_what_was_made(made, description) else "another"


def tear_down(path: Path, *, allow_aws: bool) -> Iterator[tuple[bool, str]]:
    """Drop what a manifest names; for each table whether that is settled, and a line about it.

    Raises:
        BackendError: The manifest cannot be read, or its DynamoDB cannot be used.
    """
    manifest = read_manifest(path)
    names = [table.name for table in manifest.tables]
    file = ManifestFile(
        path, endpoint=manifest.endpoint, region=manifest.region, account=manifest.account
    )
    with (
        open_backend(
            manifest.endpoint,
            allow_aws=allow_aws,
            region=manifest.region,
            tables=names,
            allow_text=ALLOW,
        ) as backend,
        explained(backend.place),
    ):
        client = backend.make_client(retries={"total_max_attempts": 10})
        for made in manifest.tables:
            yield _drop(client, file, made)


def _drop(client: "DynamoDBClient", file: ManifestFile, made: MadeTable) -> tuple[bool, str]:
    if is_running(made.maker):
        return False, f"kept     {made.name}: the load test of process {made.maker.pid} still runs"
    found = whereabouts(client, made)
    if found == "there":
        try:
            drop_table(client, made.name)
        except (BotoCoreError, ClientError) as error:
            return False, f"kept     {made.name}: {error}"
    file.forget(made.name)
    return True, {
        "there": f"dropped  {made.name}",
        "gone": f"gone     {made.name}: somebody has dropped it",
        "another": f"kept     {made.name}: it is not the one that a load test has created",
    }[found]
