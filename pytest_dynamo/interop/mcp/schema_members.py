"""What the schema of the MCP server says, member by member: `schema.json` of its code generation.

Read off https://github.com/awslabs/mcp, src/dynamodb-mcp-server, `schema_definitions.py` of its
`repo_generation_tool`.
"""

from collections.abc import Mapping

from pytest_dynamo.interop.shapes import Flag, Kept, Lost, Many, One, Shape, Text

OPERATIONS = (
    "GetItem",
    "PutItem",
    "DeleteItem",
    "Query",
    "Scan",
    "UpdateItem",
    "BatchGetItem",
    "BatchWriteItem",
)
_NOT_HELD = "our access patterns do not hold it; left out"

INDEX: Mapping[str, Shape] = {
    "name": Text(needed=True),
    "partition_key": Kept(),
    "sort_key": Kept(),
    "projection": Text(choices=("ALL", "KEYS_ONLY", "INCLUDE")),
    "included_attributes": Kept(),
}
TABLE: Mapping[str, Shape] = {
    "table_name": Text(needed=True),
    "partition_key": Text(needed=True),
    "sort_key": Text(),
    "gsi_list": Many(members=INDEX),  # the documentation has it here, the code beside
}
FIELD: Mapping[str, Shape] = {
    "name": Text(needed=True),
    "type": Text(needed=True),
    "required": Flag(),
    "item_type": Text(),
    "description": Lost(message="fields have no description in a design; left out"),
}
PARAMETER: Mapping[str, Shape] = {
    "name": Text(needed=True),
    "type": Text(),
    "entity_type": Text(),
    "description": Lost(message="parameters have no description in a design; left out"),
}
PATTERN: Mapping[str, Shape] = {
    "pattern_id": Kept(),
    "name": Text(needed=True),
    "description": Text(),
    "operation": Text(choices=OPERATIONS, needed=True),
    "parameters": Many(members=PARAMETER),
    "return_type": Lost(
        message="what returns follows from the entities in a design; left out",
        unless=("single_entity", "entity_list", "success_flag", "void"),
    ),
    "index_name": Text(),
    "range_condition": Text(choices=("begins_with", "between", ">", "<", ">=", "<=")),
    "consistent_read": Flag(),
    "filter_expression": Lost(message="a filter is left out: its values are not known"),
    "projection_expression": Lost(message=_NOT_HELD),
}
ENTITY: Mapping[str, Shape] = {
    "entity_type": Text(),
    "pk_template": Text(needed=True),
    "sk_template": Text(),
    "gsi_mappings": Many(
        members={"name": Text(needed=True), "pk_template": Kept(), "sk_template": Kept()}
    ),
    "fields": Many(members=FIELD, needed=True),
    "access_patterns": Many(members=PATTERN),
    "description": Lost(message="entities have no description in a design; left out"),
}
OF_TABLE: Mapping[str, Shape] = {
    "table_config": One(members=TABLE, needed=True),
    "gsi_list": Many(members=INDEX),
    "entities": Kept(),
}
TRANSACTION: Mapping[str, Shape] = {
    "pattern_id": Kept(),
    "name": Text(needed=True),
    "description": Text(),
    "operation": Text(choices=("TransactWrite", "TransactGet"), needed=True),
    "entities_involved": Many(
        members={
            "table": Text(needed=True),
            "entity": Text(needed=True),
            "action": Text(
                choices=("Put", "Delete", "Update", "ConditionCheck", "Get"), needed=True
            ),
            "condition": Text(),
        },
        needed=True,
    ),
    "parameters": Many(members=PARAMETER),
    "return_type": Lost(
        message="what returns follows from the entities in a design; left out",
        unless=("boolean", "object", "array"),
    ),
}
TOP: Mapping[str, Shape] = {
    "tables": Kept(),
    "cross_table_access_patterns": Many(members=TRANSACTION),
}
FIELD_TYPES: Mapping[str, str] = {
    "string": "text",
    "integer": "integer",
    "decimal": "decimal",
    "float": "decimal",
    "boolean": "boolean",
    "array": "list",
    "object": "map",
    "uuid": "uuid",
}
