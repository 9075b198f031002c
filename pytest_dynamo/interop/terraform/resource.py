"""What states, plans and configurations have in common: resources with their values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.shapes import Losses


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A resource, or a call of a module that makes a table.

    `where` is the path of its values in the document that `losses` is about. `address` tells it from
    the others: `module.shop.aws_dynamodb_table.orders[0]`. `keeps` is whether it must not be destroyed.
    """

    kind: str
    address: str
    values: Mapping[str, Any]
    where: Where
    losses: Losses
    region: str = ""
    keeps: bool = False

    @property
    def is_of_tables(self) -> bool:
        """Whether it is about DynamoDB, or scales what may be a table."""
        return self.kind.startswith(("aws_dynamodb_", "aws_appautoscaling_"))
