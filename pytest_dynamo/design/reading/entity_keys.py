"""Whether the items of entities have the keys that their tables need."""

from pytest_dynamo.design.attribute_types import TYPE_NAMES, stored_type
from pytest_dynamo.design.mistakes import Mistakes, Where, listed, nearest
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import Attribute, Design, Generated

MAX_KEY_BYTES = 2_048


def check_keys(design: Design, mistakes: Mistakes) -> None:
    """Note every entity whose items DynamoDB would refuse: keys missing, or of the wrong type."""
    for entity in design.entities.values():
        table = design.tables[entity.table]
        where: Where = ("entities", entity.name, "item")
        for name in table.key.attributes:
            attribute = entity.attributes.get(name)
            if attribute is None and not mistakes.is_lost_name(name):
                role = "partition" if name in table.key.partition_key else "sort"
                hint = nearest(name, entity.attributes) or listed("; it has ", entity.attributes)
                message = f"{name}, the {role} key of table {table.name}, is missing{hint}"
                mistakes.add(where, message)
            elif attribute and (attribute.present < 1 or attribute.when):
                message = f"every item of table {table.name} must have its key {name}"
                mistakes.add((*where, name), message)
        for name, wanted in table.attribute_types.items():
            if name not in entity.attributes:
                continue
            found = stored_type(design, entity.name, name)
            if found and found != wanted:
                message = (
                    f"{name} is a key of type {wanted} in table {table.name}, and this makes"
                    f" {TYPE_NAMES[found]}"
                )
                if found in ("S", "N", "B"):
                    message += f"; declare the key as {{name: {name}, type: {found}}}"
                mistakes.add((*where, name), message)
            _check_length(entity.attributes[name], (*where, name), mistakes)


def _check_length(attribute: Attribute, where: Where, mistakes: Mistakes) -> None:
    """A key is not empty and not too long, as far as that can be seen.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
    """
    value = attribute.value
    low, high = 1, 1
    if isinstance(value, Template):
        literals = [part for part in value.parts if isinstance(part, str)]
        high = sum(len(part.encode()) for part in literals)
        low = 1 if value.placeholders else high
    elif isinstance(value, Generated) and value.maker in ("text_bytes", "binary_bytes"):
        low, high = int(str(value.options["min"])), int(str(value.options["max"]))
    if low < 1:
        mistakes.add(where, f"{where[-1]} is a key, and a key must not be empty")
    if high > MAX_KEY_BYTES:
        mistakes.add(where, "a key has at most 2,048 bytes, a sort key 1,024")
