"""What a schema of OneTable says, member by member.

Read off https://github.com/sensedeep/dynamodb-onetable, `doc/schema-1.1.0.md` and `src/Model.d.ts`.
"""

from collections.abc import Mapping

from pytest_dynamo.interop.shapes import (
    Flag,
    Kept,
    Lost,
    Shape,
    State,
    Text,
    Whole,
)

_CODE = "is for OneTable's own code; left out"
TYPES = (
    "array",
    "binary",
    "boolean",
    "buffer",
    "date",
    "number",
    "object",
    "set",
    "string",
    "typed-array",
)

TOP: Mapping[str, Shape] = {
    "format": State(),
    "version": State(),
    "description": Text(),
    "extensions": Lost(message="are not known here; left out"),
    "indexes": Kept(),
    "items": Kept(),
    "models": Kept(),
    "params": Kept(),
    "queries": Kept(),
    "name": Text(),
}
INDEX: Mapping[str, Shape] = {
    "hash": Text(),
    "sort": Text(),
    "project": Kept(),
    "type": Text(choices=("local", "global")),
    "follow": Lost(message=_CODE, unless=(False,)),
    "description": Text(),
}
PARAMS: Mapping[str, Shape] = {
    "typeField": Text(),
    "isoDates": Flag(),
    "createdField": Text(),
    "updatedField": Text(),
    "timestamps": Kept(),
    # How the library behaves, and nothing that is stored.
    "hidden": State(),
    "nulls": State(),
    "separator": Text(),
    "warn": State(),
    "partial": State(),
}
FIELD: Mapping[str, Shape] = {
    "type": Kept(),
    "value": Kept(),
    "required": Flag(),
    "default": Kept(),
    "enum": Kept(),
    "unique": Lost(
        message="OneTable keeps a second item for each unique value, in a transaction: add an "
        "entity for it, and write capacity",
        unless=(False,),
    ),
    "validate": Lost(message="values are not made by a pattern; left out"),
    "generate": Kept(),
    "ttl": Flag(),
    "map": Text(),
    "encode": Lost(message="an encoded attribute is part of another; its value is assumed"),
    "crypt": Lost(message="what is encrypted is larger than its text; left out", unless=(False,)),
    "schema": Kept(),
    "items": Kept(),
    "hidden": State(),
    "scope": Lost(message=_CODE),
    "reference": Lost(message=_CODE),
    "timestamp": Lost(message=_CODE, unless=(False,)),
    "filter": State(),
    "fixed": State(),
    "partial": State(),
    "nulls": State(),
    "isoDates": Flag(),
    "description": State(),
}
OPERATIONS: Mapping[str, str] = {
    "Equal": "=",
    "Less than": "<",
    "Less than or equal": "<=",
    "Greater than or equal": ">=",
    "Greater than": ">",
    "Begins with": "begins_with",
    "Between": "between",
}
QUERY: Mapping[str, Shape] = {
    "name": Text(),
    "description": Text(),
    "hash": Text(),
    "sort": Kept(),
    "index": Text(),
    "limit": Whole(unset=(0,)),
    "operation": Text(choices=tuple(OPERATIONS)),
    "type": Text(choices=("Scan", "Query", "Entity")),
    "model": Text(),
    "schema": State(),
    "filters": Lost(message="filters are left out: their values are not known", unless=([],)),
}
