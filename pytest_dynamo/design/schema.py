"""The JSON Schema of the design file, for editors.

`python -m pytest_dynamo.design.schema` prints it; `design.schema.json` beside this module is that
output, and a test keeps the two in step.
"""

import json
from typing import Any

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def design_schema() -> dict[str, Any]:
    """The JSON Schema of a design file."""
    from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
    from pydantic_core.core_schema import TaggedUnionSchema

    from pytest_dynamo.design.forms.document import DesignForm

    class ShapesMayOverlap(GenerateJsonSchema):
        """In JSON binary data is a string too, so the shapes of a setting are not exclusive."""

        def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
            shapes = super().tagged_union_schema(schema)
            return {"anyOf": shapes.pop("oneOf"), **shapes} if "oneOf" in shapes else shapes

    schema = DesignForm.model_json_schema(by_alias=True, schema_generator=ShapesMayOverlap)
    return {"$schema": SCHEMA_DIALECT, **schema, "title": "DynamoDB table design"}


def schema_text() -> str:
    """The JSON Schema as it stands in `design.schema.json`."""
    return json.dumps(design_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")  # noqa: T201 - this is what the module is run for
