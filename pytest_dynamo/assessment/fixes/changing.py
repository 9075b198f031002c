"""A change of a design as lines of its file, before and after."""

from collections.abc import Iterator
from difflib import unified_diff

from pytest_dynamo.assessment.fixes.values import Change
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.editing import Edit, NotEditableError, edited
from pytest_dynamo.errors import DynamoError


def change_text(change: Change, text: str) -> str:
    """A change as a unified diff of the text of its file, or else as the settings that it makes.

    A diff is given only if the text after it is that of the changed design.
    """
    path = change.design.path or f"{change.design.name}.yaml"
    after = _text_after(change, text) if text else None
    if after is None:
        return "\n".join(_settings(change.edits)) + "\n"
    lines = unified_diff(
        text.splitlines(keepends=True), after.splitlines(keepends=True), path, path
    )
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _text_after(change: Change, text: str) -> str | None:
    try:
        after = edited(text, change.edits)
        design = parse_design(after, change.design.path or "<text>")
    except (NotEditableError, DynamoError):
        return None
    return after if without_places(design) == without_places(change.design) else None


def _settings(edits: tuple[Edit, ...]) -> Iterator[str]:
    """The edits as added and removed settings, each under the names that lead to it."""
    shown: tuple[str | int, ...] = ()
    for edit in edits:
        for depth, name in enumerate(edit.path[:-1]):
            if edit.path[: depth + 1] != shown[: depth + 1]:
                yield f" {'  ' * depth}{name}:"
        shown = edit.path
        indent = "  " * (len(edit.path) - 1)
        if edit.value is None:
            yield f"-{indent}{edit.path[-1]}:"
        else:
            value = edit.value.replace("\n", f"\n+{indent}  ")
            yield f"+{indent}{edit.path[-1]}: {value}"
