import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    DataNotFoundError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.errors import BackendError

URL = "http://127.0.0.1:8000"
EXPIRED = {"Error": {"Code": "ExpiredTokenException", "Message": "The token is expired."}}


@pytest.mark.parametrize(
    ("error", "first_line"),
    [
        (NoCredentialsError(), f"no AWS credentials were found for {URL}. Nothing was sent."),
        (
            PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
            f"no AWS credentials were found for {URL}. Nothing was sent.",
        ),
        (NoRegionError(), f"no region is known for {URL}. Nothing was sent."),
        (ProfileNotFound(profile="x"), "The config profile (x) could not be found."),
        (
            EndpointConnectionError(endpoint_url=URL),
            f'nothing answers at {URL}: Could not connect to the endpoint URL: "{URL}".',
        ),
        (
            ConnectTimeoutError(endpoint_url=URL),
            f'nothing answers at {URL}: Connect timeout on endpoint URL: "{URL}".',
        ),
        (
            ClientError(EXPIRED, "Query"),
            f"{URL} refused the request: ExpiredTokenException: The token is expired.",
        ),
        (
            DataNotFoundError(data_path="x"),
            f"what listens at {URL} does not answer like a DynamoDB: Unable to load data for: x.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_fault_on_the_way_is_one_message_with_a_fix(error, first_line):
    with pytest.raises(BackendError) as caught, explained(URL):
        raise error
    lines = str(caught.value).splitlines()
    assert lines[0] == first_line
    assert lines[1].startswith("To fix this: ")


def test_other_errors_of_dynamodb_pass():
    error = ClientError({"Error": {"Code": "ValidationException"}}, "Query")
    with pytest.raises(ClientError) as caught, explained(URL):
        raise error
    assert caught.value is error


def test_aws_that_is_out_of_reach_is_not_to_be_started():
    aws = "https://dynamodb.eu-west-1.amazonaws.com"
    with pytest.raises(BackendError) as caught, explained(aws):
        raise EndpointConnectionError(endpoint_url=aws)
    assert str(caught.value).startswith(f"AWS does not answer at {aws}: Could not connect")
    assert "check the network" in str(caught.value)
