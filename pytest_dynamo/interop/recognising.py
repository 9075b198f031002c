"""Which format a source is of."""

from collections.abc import Sequence

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.values import ImportFormat, Source


def format_named(name: str, formats: Sequence[ImportFormat]) -> ImportFormat:
    """The format of a name.

    Raises:
        DynamoError: There is none of that name.
    """
    for one in formats:
        if one.name == name:
            return one
    names = [one.name for one in formats]
    message = f"there is no format '{name}'{nearest(name, names)}\nTo fix this: {', '.join(names)}"
    raise DynamoError(message)


def format_of(source: Source, formats: Sequence[ImportFormat]) -> ImportFormat:
    """The format of a source, told by what is in it.

    Raises:
        DynamoError: It is of none of the formats, or of several.
    """
    lacking = [(one, one.lacks(source)) for one in formats]
    found = [one for one, lacks in lacking if lacks is None]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.name for one in found)
        message = (
            f"{source.path} may be of several formats: {names}.\n"
            f"To fix this: --format {found[0].name}, or another of them"
        )
        raise DynamoError(message)
    reasons = [f"  {one.name:<15} {one.title}: {lacks}" for one, lacks in lacking]
    message = "\n".join(
        [
            f"{source.path} is of none of the formats that can be imported:",
            *reasons,
            "To fix this: name another file, or --format NAME to be told what is wrong with this one",
        ]
    )
    raise DynamoError(message)
