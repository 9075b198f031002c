"""What Application Auto Scaling and the key management service tell of a table, played by stand-ins."""

from dataclasses import dataclass, field, replace

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.inspecting.services import scaling_drift, whose_key_is
from pytest_dynamo.design.values import (
    AutoScaling,
    Encryption,
    Index,
    KeySchema,
    Provisioned,
    Table,
)
from pytest_dynamo.migration.differences import Difference

ARN = "arn:aws:kms:eu-west-1:123456789012:key/1"
SCALING = AutoScaling(minimum=5, maximum=100)
CAPACITY = Provisioned(read_capacity_units=5, write_capacity_units=7, read_autoscaling=SCALING)
KEY = KeySchema(partition_key=("PK",))
TABLE = Table(
    name="things",
    key=KEY,
    attribute_types={"PK": "S"},
    indexes={"GSI1": Index(name="GSI1", kind="global", key=KEY, provisioned=CAPACITY)},
    billing_mode="PROVISIONED",
    provisioned=CAPACITY,
)
TARGETS = {
    "table/prod": ("dynamodb:table:ReadCapacityUnits", 5, 100),
    "table/prod/index/GSI1": ("dynamodb:index:ReadCapacityUnits", 5, 100),
}


@dataclass
class Services:
    """A backend of AWS with services that answer what they are given."""

    kind: str = "aws"
    targets: dict = field(default_factory=lambda: dict(TARGETS))
    utilization: float = 70.0
    metadata: dict = field(default_factory=dict)
    refuses: bool = False

    def make_client_of(self, service):
        if self.refuses:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, service)
        return self

    def get_paginator(self, operation):
        assert operation == "describe_scalable_targets"
        return self

    def paginate(self, *, ServiceNamespace, ResourceIds):  # noqa: N803 - as boto3 has it
        assert ServiceNamespace == "dynamodb"
        for resource in ResourceIds:
            if resource in self.targets:
                dimension, low, high = self.targets[resource]
                target = {"MinCapacity": low, "MaxCapacity": high, "ResourceId": resource}
                yield {"ScalableTargets": [target | {"ScalableDimension": dimension}]}

    def describe_scaling_policies(self, **_):
        tracking = {"TargetValue": self.utilization}
        return {"ScalingPolicies": [{"TargetTrackingScalingPolicyConfiguration": tracking}]}

    def describe_key(self, **_):
        return {"KeyMetadata": self.metadata}

    def describe_table(self, **_):
        return {"Table": {"SSEDescription": {"KMSMasterKeyArn": ARN}}}


def test_auto_scaling_as_declared_is_no_difference():
    assert scaling_drift(Services(), TABLE, "prod") == ((), ())


@pytest.mark.parametrize(
    ("services", "name", "found"),
    [
        (
            Services(targets={"table/prod": TARGETS["table/prod"]}),
            "indexes.GSI1.provisioned.read_autoscaling",
            "nothing",
        ),
        (
            Services(
                targets=TARGETS | {"table/prod": ("dynamodb:table:ReadCapacityUnits", 1, 100)}
            ),
            "provisioned.read_autoscaling",
            "1 to 100 at 70 %",
        ),
    ],
)
def test_auto_scaling_that_is_otherwise_is_a_difference(services, name, found):
    expected = Difference(name=name, design="5 to 100 at 70 %", found=found)
    assert scaling_drift(services, TABLE, "prod") == ((expected,), ())


def test_auto_scaling_to_another_utilization_is_one_for_each_that_is_scaled():
    found, _ = scaling_drift(Services(utilization=50.0), TABLE, "prod")
    assert [one.found for one in found] == ["5 to 100 at 50 %"] * 2


@pytest.mark.parametrize("services", [Services(kind="endpoint"), Services(refuses=True)])
def test_who_cannot_tell_of_auto_scaling_is_told(services):
    assert scaling_drift(services, TABLE, "prod") == ((), ("auto scaling",))


def test_a_table_on_demand_has_nothing_to_scale():
    on_demand = replace(TABLE, billing_mode="PAY_PER_REQUEST", provisioned=None, indexes={})
    assert scaling_drift(Services(refuses=True), on_demand, "prod") == ((), ())


def key_drift(encryption, metadata, **services):
    backend = Services(metadata=metadata, **services)
    return whose_key_is(backend, backend, replace(TABLE, encryption=encryption), "prod")


def test_awss_own_key_is_told_from_a_customers():
    own = Encryption(kind="AWS_MANAGED")
    assert key_drift(own, {"KeyManager": "AWS"}) == ("AWS", ())
    found = f"CUSTOMER_MANAGED ({ARN})"
    assert key_drift(own, {"KeyManager": "CUSTOMER"}) == (
        "CUSTOMER",
        (Difference(name="encryption", design="AWS_MANAGED", found=found),),
    )


def test_an_alias_is_held_against_the_key_that_it_names():
    named = Encryption(kind="CUSTOMER_MANAGED", kms_key="alias/shop")
    assert key_drift(named, {"KeyManager": "CUSTOMER", "Arn": ARN}) == ("CUSTOMER", ())
    assert key_drift(named, {"KeyManager": "CUSTOMER", "Arn": "arn:other"}) == (
        "CUSTOMER",
        (Difference(name="encryption.kms_key", design="alias/shop", found=ARN),),
    )


@pytest.mark.parametrize("services", [{"kind": "endpoint"}, {"refuses": True}])
def test_whose_a_key_is_stays_unknown_where_nobody_tells(services):
    assert key_drift(Encryption(kind="AWS_MANAGED"), {}, **services) == ("", ())
