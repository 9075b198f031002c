"""`TypedDict` classes as text."""

import keyword
from collections.abc import Iterable

from pytest_dynamo.interop.data_access.names import BUILTINS, MODULE
from pytest_dynamo.interop.data_access.python_text import (
    call,
    comment,
    docstring,
    laid_out,
    literal,
    mapping,
    statement,
)


def typed_dict(
    name: str, told: str, fields: Iterable[tuple[str, str, bool]], *, taken: Iterable[str] = ()
) -> list[str]:
    """A type of items; each field has its attribute, its type, and whether it is always there.

    Attributes that no class can have, such as `my-attribute`, take the functional form.
    """
    members = [
        (attribute, annotation if is_sure else f"NotRequired[{annotation}]")
        for attribute, annotation, is_sure in fields
    ]
    taken = {*BUILTINS, *MODULE, *taken}
    if all(_is_plain(attribute) and attribute not in taken for attribute, _ in members):
        lines = [f"class {name}(TypedDict):", *docstring(told, indent=4), ""]
        for attribute, annotation in members:
            lines += laid_out(f"{attribute}: ", annotation, indent=4)
        return lines if members else lines[:-1]
    form = call("TypedDict", literal(name), mapping(dict(members)))
    return [*comment(told), *statement(f"{name} = ", form)]


def _is_plain(name: str) -> bool:
    # A name that begins with two underscores would be mangled, and other alphabets normalised.
    return (
        name.isascii()
        and name.isidentifier()
        and not keyword.iskeyword(name)
        and not name.startswith("__")
    )
