"""Rules of keys and projections, the same at CreateTable and UpdateTable."""

from collections.abc import Sequence

from pytest_dynamo.embedded.service_error import invalid, invalid_parameter
from pytest_dynamo.embedded.wire_types import Request

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html: up to four attributes
# each for the partition key and the sort key of a global index.
_MOST_INDEX_KEY_PARTS = 4
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-secondary-indexes
_MOST_PROJECTED = 100
_UNDEFINED = "Some index key attributes are not defined in AttributeDefinitions"


def names_of(key_schema: Sequence[Request]) -> list[str]:
    """The attribute names of a key schema, or of attribute definitions."""
    return [key["AttributeName"] for key in key_schema]


def check_defined(key_schema: Sequence[Request], defined: Sequence[str]) -> None:
    """Check that the attributes of an index's key are among the defined.

    Raises:
        ServiceError: ValidationException.
    """
    names = names_of(key_schema)
    if any(name not in defined for name in names):
        message = (
            f"{_UNDEFINED}. Keys: [{', '.join(names)}], "
            f"AttributeDefinitions: [{', '.join(defined)}]"
        )
        raise invalid_parameter(message)


def check_key_order(key_schema: Sequence[Request]) -> None:
    """Check the one or two attributes of the key of a table or local index.

    Raises:
        ServiceError: ValidationException.
    """
    _check_start(key_schema)
    if len(key_schema) > 1 and key_schema[1]["KeyType"] != "RANGE":
        raise invalid("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type")


def check_global_key(key_schema: Sequence[Request]) -> None:
    """Check the key of a global index: partition key attributes, then sort key attributes.

    Raises:
        ServiceError: ValidationException.
    """
    kinds = [key["KeyType"] for key in key_schema]
    _check_start(key_schema)
    if kinds.count("HASH") > _MOST_INDEX_KEY_PARTS:
        raise invalid("Too many partition keys. GSI can have at most 4 partition keys")
    if kinds.count("RANGE") > _MOST_INDEX_KEY_PARTS:
        raise invalid("Too many sort keys. GSI can have at most 4 sort keys")
    if kinds != sorted(kinds):
        raise invalid(
            "Invalid key order. Hash Key must be specified first in key schema, "
            "Range Key must be specifed second"
        )


def _check_start(key_schema: Sequence[Request]) -> None:
    """Check that the attributes of a key are different, the first of the partition key."""
    names = names_of(key_schema)
    if len(set(names)) < len(names):
        raise invalid(
            "Both the Hash Key and the Range Key element in the KeySchema have the same name"
        )
    if key_schema[0]["KeyType"] != "HASH":
        raise invalid("Invalid KeySchema: The first KeySchemaElement is not a HASH key type")


def check_projection(projection: Request) -> None:
    """Check what an index projects.

    Raises:
        ServiceError: ValidationException.
    """
    kind = projection.get("ProjectionType")
    attributes = projection.get("NonKeyAttributes")
    if kind is None:
        raise invalid_parameter("Unknown ProjectionType: null")
    if attributes is not None and kind != "INCLUDE":
        message = f"ProjectionType is {kind}, but NonKeyAttributes is specified"
        raise invalid_parameter(message)
    if attributes is None and kind == "INCLUDE":
        message = f"ProjectionType is {kind}, but NonKeyAttributes is not specified"
        raise invalid_parameter(message)
    if len(set(attributes or ())) < len(attributes or ()):
        raise invalid("Cannot have two attributes with the same name")


def check_projected_count(indexes: Sequence[Request], already: int = 0) -> None:
    """Check how many attributes the indexes of a table project by name, in all.

    Raises:
        ServiceError: ValidationException.
    """
    count = already + sum(
        len(index["Projection"].get("NonKeyAttributes") or ()) for index in indexes
    )
    if count > _MOST_PROJECTED:
        message = (
            "Number of NonKeyAttributes in all the local and global secondary indexes exceeds "
            f"the maximum of {_MOST_PROJECTED}. Total: {count}"
        )
        raise invalid_parameter(message)


def check_stream(specification: Request | None) -> None:
    """Check StreamSpecification.

    Raises:
        ServiceError: ValidationException.
    """
    if specification is None:
        return
    enabled, view = specification["StreamEnabled"], specification.get("StreamViewType")
    if enabled and view is None:
        raise invalid(
            "Invalid StreamViewType: Stream ViewType must not be null or empty when enabling streams."
        )
    if not enabled and view is not None:
        raise invalid(
            "Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present."
        )
