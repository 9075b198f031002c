"""What of an imported design loads: access patterns that do not are left out, and named."""

from collections.abc import Mapping
from dataclasses import replace

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DesignError
from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.drafting import sound
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.values import BESIDE_KEYS, CAPACITY_UNSAID, DesignPath, Imported

_SECTION = "access_patterns"


def imported(
    design: Design,
    remarks: Mapping[DesignPath, str],
    places: Mapping[str, Where],
    losses: Losses,
    path: str,
) -> Imported:
    """What is imported of a model that says keys and access patterns, and nothing else of its tables.

    Remarks on sections that the design does not have are left out; `places` as below.

    Raises:
        DynamoError: The design does not load, its access patterns aside.
    """
    loadable = _with_loadable_patterns(design, places, losses, path)
    return Imported(
        design=loadable,
        losses=tuple(losses.found),
        remarks={
            where: text for where, text in remarks.items() if getattr(loadable, str(where[0]))
        },
        silent=BESIDE_KEYS | CAPACITY_UNSAID,
    )


def _with_loadable_patterns(
    design: Design, places: Mapping[str, Where], losses: Losses, path: str
) -> Design:
    """The design without access patterns that would not load, each named with the reason.

    `places` says where in the source each access pattern stands.

    Raises:
        DynamoError: The rest does not load either.
    """
    while True:
        try:
            parse_design(design_text(design), path)
        except DesignError as error:
            wrong = _wrong_patterns(error, design)
            if not wrong:
                return sound(design, path)
            for name, reason in wrong.items():
                losses.add(places[name], f"makes no access pattern ({reason}); left out")
            kept = {name: one for name, one in design.access_patterns.items() if name not in wrong}
            design = replace(design, access_patterns=kept)
        else:
            return design


def _wrong_patterns(error: DesignError, design: Design) -> dict[str, str]:
    """The access patterns with a mistake, and the first mistake of each."""
    found: dict[str, str] = {}
    for mistake in error.mistakes:
        section, _, rest = mistake.where.partition(".")
        name = next(
            (
                one
                for one in design.access_patterns
                if rest == one or rest.startswith((f"{one}.", f"{one}["))
            ),
            None,
        )
        if section == _SECTION and name is not None:
            found.setdefault(name, mistake.message)
    return found
