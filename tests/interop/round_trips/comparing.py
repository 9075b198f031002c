"""Out of a design and back: where the two differ, and whether each difference has been named as lost."""

from dataclasses import dataclass

from pytest_dynamo.design.mistakes import dotted
from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.document import design_document
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.interop import formats
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.recognising import format_of
from pytest_dynamo.interop.values import ExportOptions, ImportOptions, Source

IMPORTS = {each.name: each for each in formats.IMPORTS}
EXPORTS = {each.name: each for each in formats.EXPORTS}
BOTH_WAYS = sorted(IMPORTS.keys() & EXPORTS.keys())
_NOTHING = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """What comes back, and the differences that nothing has named, each as a line."""

    imported: object
    unnamed: tuple[str, ...]


def round_trip(design, name, options=None):
    """A design to a format and back."""
    exported = EXPORTS[name].write(design, options or ExportOptions())
    assert exported == EXPORTS[name].write(design, options or ExportOptions()), "not the same twice"
    documents = tuple(document_of(file.text, file.name) for file in exported.files)
    source = Source(path=exported.files[0].name, documents=documents)
    assert format_of(source, formats.IMPORTS).name == name
    imported = IMPORTS[name].read(source, ImportOptions(name=design.name))
    text = design_text(imported.design, imported.remarks)
    assert without_places(parse_design(text, "x.yaml")) == without_places(imported.design)
    lost = [loss.where for loss in exported.losses]
    unnamed = tuple(
        f"{dotted(path)}: {_short(before)} → {_short(after)}"
        for path, before, after in differences(
            (), design_document(design), design_document(imported.design)
        )
        if not any(covers(where, path) for where in lost)
        and not (before is _NOTHING and is_told(path, imported.remarks))
    )
    return RoundTrip(imported=imported, unnamed=unnamed)


def differences(path, before, after):
    """Where two documents differ, down to the single settings; of what one lacks, each that is in it."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from differences(
                (*path, name), before.get(name, _NOTHING), after.get(name, _NOTHING)
            )
    elif (before is _NOTHING and isinstance(after, dict) and after) or (
        after is _NOTHING and isinstance(before, dict) and before
    ):
        for name in after if before is _NOTHING else before:
            inside = after[name] if before is _NOTHING else before[name]
            pair = (_NOTHING, inside) if before is _NOTHING else (inside, _NOTHING)
            yield from differences((*path, name), *pair)
    elif not (before == after and isinstance(before, bool) == isinstance(after, bool)):
        yield path, before, after


def names_a_setting(message, design):
    """Whether the message names a setting of the design, by its dotted path."""
    return any(
        dotted(path[:length]) in message
        for path, _, _ in differences((), design_document(design), {})
        for length in range(2, len(path) + 1)
    )


def covers(where, path):
    """Whether a loss names a path, or what is around it. One that names less than what differs does not count."""
    plain = "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)[1:]
    return any(
        at == where or at.startswith((f"{where}.", f"{where}[")) for at in (dotted(path), plain)
    )


def is_told(path, remarks):
    """Whether a comment says where that comes from which an import adds because our file needs it.

    It stands at the setting itself, or at the nearest that has a name around it: an attribute, an entity,
    a pattern, an index or a table.
    """
    named = path[: _NAMED_DEPTH.get((path[0], path[2:3]), 2)]
    return any(path[: len(at)] == at for at in remarks if len(at) >= len(named))


# entities.User.item.name, tables.orders.indexes.GSI1; all else has its name in the second place.
_NAMED_DEPTH = {("entities", ("item",)): 4, ("tables", ("indexes",)): 4}


def _short(value):
    return "(not there)" if value is _NOTHING else repr(value)[:160]
