"""DynamoDB on this machine, in this process."""

from pytest_dynamo.embedded.world import Embedded, dynamodb

__all__ = ["Embedded", "dynamodb"]
