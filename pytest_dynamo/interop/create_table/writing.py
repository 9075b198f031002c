"""The requests that make the tables of a design, as files for the AWS CLI and for boto3.

There is a folder for each table, and in it a file for each request, in the order to send them. Its
name says which it is: `02-dynamodb-update-time-to-live.json` holds the arguments of

    aws dynamodb update-time-to-live --cli-input-json file://orders/02-dynamodb-update-time-to-live.json

and of `client.update_time_to_live(**json.load(file))`.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.table_request import create_table_arguments, follow_up_requests
from pytest_dynamo.design.values import AutoScaling, Design, Provisioned, Table
from pytest_dynamo.interop.values import (
    Exported,
    ExportedFile,
    ExportFormat,
    ExportOptions,
    Loss,
)

_SCALING = "application-autoscaling"


def requests_for(table: Table) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Service, operation and arguments of every request, in order, as the AWS CLI names them."""
    arguments = create_table_arguments(table)
    if table.vector_indexes:
        arguments["VectorIndexes"] = [
            {**index, "IndexName": name} for name, index in table.vector_indexes.items()
        ]
    yield "dynamodb", "create-table", arguments
    for operation, following in follow_up_requests(table):
        yield "dynamodb", operation.replace("_", "-"), following
    yield from _scaling_requests(f"table/{table.name}", "table", table.provisioned)
    for index in table.global_indexes:
        resource = f"table/{table.name}/index/{index.name}"
        yield from _scaling_requests(resource, "index", index.provisioned)


def _scaling_requests(
    resource: str, kind: str, provisioned: Provisioned | None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """A target and a policy for each capacity that scales.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.CLI.html
    """
    scalings: Mapping[str, AutoScaling | None] = {
        "Read": provisioned.read_autoscaling if provisioned else None,
        "Write": provisioned.write_autoscaling if provisioned else None,
    }
    for what, scaling in scalings.items():
        if scaling is None:
            continue
        target = {
            "ServiceNamespace": "dynamodb",
            "ResourceId": resource,
            "ScalableDimension": f"dynamodb:{kind}:{what}CapacityUnits",
        }
        limits = {"MinCapacity": scaling.minimum, "MaxCapacity": scaling.maximum}
        metric = {"PredefinedMetricType": f"DynamoDB{what}CapacityUtilization"}
        policy = {
            "PolicyName": f"{resource}-{what.lower()}",
            "PolicyType": "TargetTrackingScaling",
            "TargetTrackingScalingPolicyConfiguration": {
                "TargetValue": scaling.target_utilization,
                "PredefinedMetricSpecification": metric,
            },
        }
        yield _SCALING, "register-scalable-target", target | limits
        yield _SCALING, "put-scaling-policy", target | policy


def _write(design: Design, options: ExportOptions) -> Exported:  # noqa: ARG001 - takes none
    files = tuple(
        ExportedFile(
            name=f"{table.name}/{number:02}-{service}-{operation}.json",
            text=json.dumps(arguments, indent=2, ensure_ascii=False) + "\n",
        )
        for table in design.tables.values()
        for number, (service, operation, arguments) in enumerate(requests_for(table), 1)
    )
    return Exported(files=files, losses=tuple(_losses(design)))


def _losses(design: Design) -> Iterator[Loss]:
    yield from losses_of_design(design, "requests for tables")
    for table in design.tables.values():
        if table.removal_policy != "RETAIN":
            where = f"tables.{table.name}.removal_policy"
            yield Loss(where=where, message="is for templates; a request has no such member")
        if table.multi_region_consistency == "EVENTUAL":
            where = f"tables.{table.name}.multi_region_consistency"
            yield Loss(where=where, message="EVENTUAL is what a replica has without being asked")


def losses_of_design(design: Design, what: str, *, has_roles: bool = False) -> Iterator[Loss]:
    """What a format of tables alone does not hold of a design; one may say itself what it has of roles."""
    for name in (
        "description",
        "entities",
        "access_patterns",
        "roles",
        "seeds",
        "workload",
        "ignore",
    ):
        if getattr(design, name) and not (has_roles and name == "roles"):
            yield Loss(where=name, message=f"is no part of {what}")


FORMAT = ExportFormat(
    name="create-table",
    title="requests for the AWS CLI and boto3: CreateTable and what follows it",
    write=_write,
    is_folder=True,
)
