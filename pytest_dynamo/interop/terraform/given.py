"""What the variables of a configuration are given."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document
from pytest_dynamo.interop.terraform.bodies import bodies_of
from pytest_dynamo.interop.terraform.expressions import Evaluator
from pytest_dynamo.interop.terraform.names import UnresolvedError


def given_values(documents: list[Document], parameters: Mapping[str, str]) -> dict[str, Any]:
    """What variables are given by `*.tfvars` files and by parameters, which go first."""
    found: dict[str, Any] = {}

    def nothing(name: str) -> Any:  # noqa: ANN401
        message = f"'{name}' is no literal"
        raise UnresolvedError(message)

    for document in documents:
        evaluator = Evaluator(nothing, document.path)
        for body in bodies_of(document):
            if body.kind:
                message = f"{document.path}: a block '{body.kind}' in a file of variables"
                raise DynamoError(message)
            found |= {name: body.value(name, evaluator) for name in body.names}
    return found | dict(parameters)
