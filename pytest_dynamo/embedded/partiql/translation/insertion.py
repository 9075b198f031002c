"""The item of an INSERT: its attributes, each with the placeholder of its value."""

from pytest_dynamo.embedded.partiql.syntax.tree import PathTerm, Place, Struct, Term
from pytest_dynamo.embedded.partiql.translation.conditions import Placeholders
from pytest_dynamo.embedded.partiql.translation.values import duplicate, member_name, word_of_term
from pytest_dynamo.embedded.service_error import invalid


def inserted(item: Struct, placeholders: Placeholders) -> tuple[tuple[str, str], ...]:
    """The attributes of an item, each with the placeholder of its value.

    Raises:
        ServiceError: An attribute has no value that DynamoDB keeps, or is given twice.
    """
    found: dict[str, str] = {}
    for key, term in item.fields:
        name = member_name(key)
        placeholder = _placeholder(term, placeholders)
        if name in found:
            raise duplicate(name, "root", key.place)
        found[name] = placeholder
    return tuple(found.items())


def _placeholder(term: Term, placeholders: Placeholders) -> str:
    value = placeholders.value(term)
    if value is None:
        # A path has no place of its own in DynamoDB's messages.
        where: Place | str = "" if isinstance(term, PathTerm) else term.place
        msg = f"Unsupported data type: {word_of_term(term)} under key root{where}"
        raise invalid(msg)
    return value.name
