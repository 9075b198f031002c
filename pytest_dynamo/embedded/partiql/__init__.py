"""PartiQL: statements are read once per text, and executed on the store as the operations are.

From a text to an answer, in the order in which to read:

1. `syntax`: from the text to a tree, by a grammar that knows more than DynamoDB takes.
2. `translation`: from the tree to a statement of conditions, updates and projections, which are those
   of `expressions`; what DynamoDB does not take is refused there, in its words.
3. `keys`: what the condition of a statement says about the key of a table or an index.
4. `selecting` with `reading`, and `writing`: what a statement reads, and what it does to an item.
5. `single`, `batch` and `transaction`: the three operations. `next_token` joins pages.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""

from pytest_dynamo.embedded.partiql.batch import batch_execute_statement
from pytest_dynamo.embedded.partiql.single import execute_statement
from pytest_dynamo.embedded.partiql.transaction import execute_transaction

__all__ = ["batch_execute_statement", "execute_statement", "execute_transaction"]
