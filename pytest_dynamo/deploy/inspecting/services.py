"""What other services of AWS know of a table: Application Auto Scaling, and the key management service."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.backend import Backend
from pytest_dynamo.design.values import AutoScaling, Table
from pytest_dynamo.migration.differences import Difference

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_NAMESPACE = "dynamodb"

# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTarget.html
_DIMENSIONS: Mapping[str, Literal["read_autoscaling", "write_autoscaling"]] = {
    "ReadCapacityUnits": "read_autoscaling",
    "WriteCapacityUnits": "write_autoscaling",
}


def scaling_drift(
    backend: Backend, wanted: Table, name: str
) -> tuple[tuple[Difference, ...], tuple[str, ...]]:
    """What of the auto scaling of a table and its indexes differs, and what is not told.

    Nobody but AWS has it. It is not asked of tables on demand, which have nothing to scale.
    """
    declared = dict(_declared(wanted))
    if wanted.provisioned is None:
        return (), ()
    untold = ("auto scaling",) if declared else ()
    if backend.kind != "aws":
        return (), untold
    try:
        found = _found(backend.make_client_of("application-autoscaling"), wanted, name)
    except (BotoCoreError, ClientError):
        return (), untold
    return tuple(
        Difference(name=place, design=_text(declared.get(place)), found=_text(found.get(place)))
        for place in dict.fromkeys((*declared, *found))
        if declared.get(place) != found.get(place)
    ), ()


def _declared(table: Table) -> Iterator[tuple[str, AutoScaling]]:
    places = {"": table.provisioned} | {
        f"indexes.{name}.": index.provisioned for name, index in table.indexes.items()
    }
    for place, capacity in places.items():
        for kind in _DIMENSIONS.values():
            scaling = getattr(capacity, kind, None)
            if scaling is not None:
                yield f"{place}provisioned.{kind}", scaling


def _found(client: Any, wanted: Table, name: str) -> dict[str, AutoScaling]:  # noqa: ANN401
    """By property what scales it: the limits are the target's, the utilization is its policy's.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalingPolicies.html takes one
    resource at a time, https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html
    several.
    """
    resources = {f"table/{name}": ""} | {
        f"table/{name}/index/{index.name}": f"indexes.{index.name}."
        for index in wanted.global_indexes
    }
    found: dict[str, AutoScaling] = {}
    pages = client.get_paginator("describe_scalable_targets").paginate(
        ServiceNamespace=_NAMESPACE, ResourceIds=list(resources)
    )
    for target in (one for page in pages for one in page["ScalableTargets"]):
        resource, dimension = target["ResourceId"], target["ScalableDimension"]
        place = f"{resources[resource]}provisioned.{_DIMENSIONS[dimension.rpartition(':')[2]]}"
        scaling = AutoScaling(minimum=target["MinCapacity"], maximum=target["MaxCapacity"])
        answer = client.describe_scaling_policies(
            ServiceNamespace=_NAMESPACE, ResourceId=resource, ScalableDimension=dimension
        )
        for policy in answer["ScalingPolicies"]:
            tracking = policy.get("TargetTrackingScalingPolicyConfiguration") or {}
            if "TargetValue" in tracking:
                scaling = AutoScaling(
                    minimum=scaling.minimum,
                    maximum=scaling.maximum,
                    target_utilization=round(tracking["TargetValue"]),
                )
        found[place] = scaling
    return found


def _text(scaling: AutoScaling | None) -> str:
    if scaling is None:
        return "nothing"
    return f"{scaling.minimum} to {scaling.maximum} at {scaling.target_utilization} %"


def whose_key_is(
    backend: Backend, client: "DynamoDBClient", wanted: Table, name: str
) -> tuple[str, tuple[Difference, ...]]:
    """Whether the key that encrypts a table is the one of the design, of which its ARN does not tell.

    The first part says whose it is, and is empty where that is not known. Asked is only where the design
    says that it is AWS's own, or names it by an alias.
    https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html
    """
    encryption = wanted.encryption
    alias = encryption.kms_key if (encryption.kms_key or "").startswith("alias/") else None
    if backend.kind != "aws" or not (alias or encryption.kind == "AWS_MANAGED"):
        return "", ()
    try:
        described = client.describe_table(TableName=name)["Table"].get("SSEDescription") or {}
        arn = described["KMSMasterKeyArn"]
        metadata = backend.make_client_of("kms").describe_key(KeyId=alias or arn)["KeyMetadata"]
    except (BotoCoreError, ClientError, KeyError):
        return "", ()
    owner = str(metadata.get("KeyManager", ""))
    if alias and metadata["Arn"] != arn:
        return owner, (Difference(name="encryption.kms_key", design=alias, found=arn),)
    if not alias and owner != "AWS":
        found = f"CUSTOMER_MANAGED ({arn})"
        return owner, (Difference(name="encryption", design="AWS_MANAGED", found=found),)
    return owner, ()
