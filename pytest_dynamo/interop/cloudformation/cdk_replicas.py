"""Replicas that the CDK's older construct, `Table`, makes by custom resources beside the table.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_dynamodb.Table.html, `replicationRegions`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pytest_dynamo.design.values import Table
from pytest_dynamo.interop.cloudformation.members import Findings, Members
from pytest_dynamo.interop.cloudformation.resources import Resource

REPLICA = "Custom::DynamoDBReplica"
_OF_THE_PROVIDER = ("ServiceToken", "SkipReplicationCompletedWait", "SkipReplicaDeletion")


def with_replicas(
    tables: Mapping[str, Table], resources: Sequence[Resource], findings: Findings
) -> dict[str, Table]:
    """The tables, by logical id, with the regions that custom resources replicate them to."""
    found = dict(tables)
    for resource in resources:
        if resource.kind != REPLICA:
            continue
        members = Members(resource.properties, findings)
        for name in _OF_THE_PROVIDER:
            members.raw(name)
        table, region = members.text("TableName"), members.text("Region")
        members.lose_rest()
        logical_id = next((one for one in found if table in (one, found[one].name)), None)
        if logical_id is None or not region:
            findings.lose(
                resource.node, "left out: which table it replicates, or where, is not known"
            )
            continue
        regions = dict.fromkeys((*found[logical_id].replicas, region))
        found[logical_id] = replace(found[logical_id], replicas=tuple(regions))
    return found
