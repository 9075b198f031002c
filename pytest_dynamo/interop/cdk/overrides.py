"""Properties of CloudFormation that the constructs of tables have no member for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.design.values import Table
from pytest_dynamo.interop.cdk.code import Data, DefaultChild, MethodCall, Name, Node, Statement
from pytest_dynamo.interop.cdk.parts import (
    is_key_arn,
    kinesis_stream,
    plain,
    replica_keys,
    resource_policy,
)
from pytest_dynamo.interop.cloudformation.written_global_table import needs_stream
from pytest_dynamo.interop.cloudformation.written_parts import has_function, policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A property below the resource, what it becomes (None takes it away), and why it is said here."""

    path: str
    value: Any
    reason: str


def global_table_overrides(table: Table) -> tuple[Override, ...]:
    """What TableV2 lacks. It writes the replicas as they are listed and the stack's own region last."""
    own = f"Replicas.{len(table.replicas)}"
    return (
        *_no_stream(table),
        *_index_insights(table),
        *(
            override
            for number in range(len(table.replicas) + 1)
            for override in _key(table, f"Replicas.{number}.SSESpecification.KMSMasterKeyId")
        ),
        *_stream(table, f"{own}.KinesisStreamSpecification", has_precision=False),
        *_policy(table, f"{own}.ResourcePolicy.PolicyDocument"),
        *_vector_indexes(table),
    )


def classic_overrides(table: Table) -> tuple[Override, ...]:
    """What Table lacks."""
    return (
        *_key(table, "SSESpecification.KMSMasterKeyId"),
        *_stream(table, "KinesisStreamSpecification", has_precision=True),
        *_policy(table, "ResourcePolicy.PolicyDocument"),
        *_vector_indexes(table),
    )


def override_statements(
    overrides: tuple[Override, ...], field: Name, variable: str, resource: str
) -> Iterator[Statement]:
    """The resource below the construct in a variable, and an override after the other."""
    if not overrides:
        return
    yield Statement(
        value=DefaultChild(target=field, module="dynamodb", type=resource),
        target=Name(name=variable),
        starts_paragraph=True,
    )
    said = ""
    for override in overrides:
        arguments: tuple[Node, ...] = (override.path,)
        method = "addPropertyDeletionOverride"
        if override.value is not None:
            arguments, method = (override.path, Data(value=override.value)), "addPropertyOverride"
        yield Statement(
            value=MethodCall(target=Name(name=variable), name=method, arguments=arguments),
            comments=(override.reason,) if override.reason != said else (),
        )
        said = override.reason


def _no_stream(table: Table) -> Iterator[Override]:
    if table.replicas and not needs_stream(table) and not table.stream:
        yield Override(
            path="StreamSpecification",
            value=None,
            reason="TableV2 gives each table with replicas a stream; strong consistency needs none.",
        )


def _index_insights(table: Table) -> Iterator[Override]:
    """TableV2 gives each index what its table has."""
    for number, index in enumerate(table.global_indexes):
        mode = index.contributor_insights
        if mode == table.contributor_insights:
            continue
        for replica in range(len(table.replicas) + 1):
            yield Override(
                path=(
                    f"Replicas.{replica}.GlobalSecondaryIndexes.{number}"
                    ".ContributorInsightsSpecification"
                ),
                value={"Enabled": True, "Mode": mode} if mode else None,
                reason="TableV2 gives each index the contributor insights of its table.",
            )


def _key(table: Table, path: str) -> Iterator[Override]:
    key = table.encryption.kms_key
    if key is None:
        return
    if not is_key_arn(key):
        reason = "Key.fromKeyArn takes the ARN of a key, and this is none."
        yield Override(path=path, value=key, reason=reason)
    elif replica_keys(table) is None:
        reason = "A key of one region: name that of each, or a multi-Region key."
        yield Override(path=path, value=key, reason=reason)


def _stream(table: Table, path: str, *, has_precision: bool) -> Iterator[Override]:
    stream = table.kinesis_stream
    if stream is None:
        return
    is_imported = kinesis_stream(table, "") is not None
    if not is_imported:
        yield Override(
            path=f"{path}.StreamArn",
            value=stream.arn,
            reason="Stream.fromStreamArn takes the ARN of a stream, and this is none.",
        )
    if stream.precision and not (is_imported and has_precision):
        yield Override(
            path=f"{path}.ApproximateCreationDateTimePrecision",
            value=stream.precision,
            reason="The construct has no member for the precision of time stamps.",
        )


def _policy(table: Table, path: str) -> Iterator[Override]:
    if table.resource_policy is not None and resource_policy(table) is None:
        yield Override(
            path=path,
            value=plain(policy(table.resource_policy)),
            reason="A PolicyDocument would not write this policy as it is.",
        )


def _vector_indexes(table: Table) -> Iterator[Override]:
    indexes = [
        {"IndexName": name, **plain(index)}
        for name, index in table.vector_indexes.items()
        if not has_function(index)
    ]
    if indexes:
        yield Override(
            path="VectorIndexes",
            value=indexes,
            reason="The construct has no member for vector indexes.",
        )
