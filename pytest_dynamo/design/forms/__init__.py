"""The form of a design file as pydantic models, from which its JSON Schema is made."""
