"""What the skill's data model says, member by member.

Read off https://github.com/aws/agent-toolkit-for-aws, `references/cost-model-schema.md` of the
skill amazon-dynamodb.
"""

from collections.abc import Mapping

from pytest_dynamo.interop.shapes import Kept, Lost, Many, One, Shape, Text, Texts, Whole

OPERATIONS = (
    "GetItem",
    "Query",
    "Scan",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "SearchVectors",
)
_TYPES = ("S", "N", "B")
_COSTS = "says what a forecast finds out from the items themselves; left out"

KEY: Mapping[str, Shape] = {"partition_key": Text(needed=True), "sort_key": Text()}
DEFINITION: Mapping[str, Shape] = {
    "attribute_name": Text(),
    "name": Text(),
    "attribute_type": Text(choices=_TYPES),
    "type": Text(choices=_TYPES),
}
INDEX: Mapping[str, Shape] = {
    "index_name": Text(needed=True),
    "partition_key": Text(needed=True),
    "sort_key": Text(),
    "projection": Kept(),
}
PROJECTION: Mapping[str, Shape] = {"type": Text(), "attributes": Texts()}
ENTITY: Mapping[str, Shape] = {
    "entity_name": Text(needed=True),
    "estimated_item_size_bytes": Whole(most=409_600),
    "estimated_item_count": Whole(most=1_000_000_000),
    "attributes": Many(members={"name": Text(needed=True), "type": Text()}),
}
TABLE: Mapping[str, Shape] = {
    "table_name": Text(needed=True),
    "table_class": Text(choices=("STANDARD", "STANDARD_INFREQUENT_ACCESS")),
    "global_tables": Lost(
        message="which regions have replicas is not in the model; left out", unless=(False,)
    ),
    "key_schema": One(members=KEY, needed=True),
    "attribute_definitions": Many(members=DEFINITION),
    "provisioned_capacity": One(members={"read": Whole(), "write": Whole()}),
    "entities": Many(members=ENTITY),
    "gsis": Many(members=INDEX),
    "vector_indexes": Kept(),
}
PATTERN: Mapping[str, Shape] = {
    "pattern_id": Kept(),
    "description": Text(),
    "operation": Text(choices=OPERATIONS, needed=True),
    "table": Text(needed=True),
    "index": Text(),
    "peak_rps": Kept(),
    "avg_rps": Lost(message="a design has rates at peak; left out"),
    "estimated_item_size_bytes": Lost(message=_COSTS),
    "items_per_request": Whole(most=1_000_000),
    "consistency": Text(choices=("eventual", "strong", "transactional")),
    "top_k": Lost(message="vector indexes are kept and not searched; left out"),
    "filter": Lost(message="a filter is left out: its values are not known"),
    "projection": Texts(),
    "item_sizes": Lost(message=_COSTS),
    "previous_item_size_bytes": Lost(message=_COSTS),
    "attributes_written": Texts(),
    "entities_written": Kept(),
    "conditional_fail_rate": Lost(message="how often a condition fails is not modelled; left out"),
    "non_existent_rate": Lost(message="how often an item is not there is not modelled; left out"),
    "write_action": Lost(message="follows from the operation in a design; left out"),
    "retention_days": Lost(message="populations stay as large as they are declared; left out"),
    "source_requirement": Lost(message="has no place in a design; left out"),
}
TOP: Mapping[str, Shape] = {
    "tables": Many(members=TABLE, needed=True),
    "access_patterns": Many(members=PATTERN),
}
KINDS: Mapping[str, str] = {
    "S": "text",
    "N": "integer",
    "B": "binary",
    "BOOL": "boolean",
    "L": "list",
    "SS": "list",
    "NS": "list",
    "M": "map",
}
