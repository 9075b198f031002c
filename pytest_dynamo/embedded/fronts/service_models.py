"""botocore's models of DynamoDB and its streams, and what is derived from them once."""

from functools import cache
from typing import Any

from botocore.errorfactory import ClientExceptionsFactory
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserFactory

from pytest_dynamo.embedded.validation.structure.shapes import loader

_exceptions = ClientExceptionsFactory()


@cache
def service_model(service: str) -> ServiceModel:
    """The model of `dynamodb` or `dynamodbstreams`."""
    return ServiceModel(loader().load_service_model(service, "service-2"), service)


@cache
def exceptions(service: str) -> Any:
    """The modelled exceptions, as botocore's clients have them under `exceptions`."""
    return _exceptions.create_client_exceptions(service_model(service))


@cache
def parser(protocol: str) -> Any:
    """The parser of answers in a protocol."""
    return ResponseParserFactory().create_parser(protocol)
