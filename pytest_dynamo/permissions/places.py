"""Where the tables are that a policy is about."""

import re
from dataclasses import replace

from pytest_dynamo.permissions.values import Policy, Whereabouts

_TABLE = re.compile(
    r"arn:(?P<partition>[^:*?]+):dynamodb:(?P<region>[^:]*):(?P<account>[^:]*):table/"
)


def whereabouts_in(policy: Policy, whereabouts: Whereabouts) -> Whereabouts:
    """The whereabouts, with the region and the account of the policy's ARNs where these were not known.

    What the ARNs do not agree on stays unknown.
    """
    found = [
        arn
        for statement in policy.statements
        for resource in statement.resources
        if (arn := _TABLE.match(resource))
    ]
    regions = {arn["region"] for arn in found}
    accounts = {arn["account"] for arn in found}
    partitions = {arn["partition"] for arn in found}
    if whereabouts.region == "*" and len(regions) == 1:
        whereabouts = replace(whereabouts, region=regions.pop())
    if whereabouts.account == "*" and len(accounts) == 1:
        whereabouts = replace(whereabouts, account=accounts.pop())
    if len(partitions) == 1:
        whereabouts = replace(whereabouts, partition=partitions.pop())
    return whereabouts
