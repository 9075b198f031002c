"""PartiQL: statements are read once per text, and executed on the store as the operations are."""

from pytest_dynamo.embedded.partiql.batch import batch_execute_statement
from pytest_dynamo.embedded.partiql.single import execute_statement
from pytest_dynamo.embedded.partiql.transaction import execute_transaction

__all__ = ["batch_execute_statement", "execute_statement", "execute_transaction"]
