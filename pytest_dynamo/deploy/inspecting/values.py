"""What came of looking at tables: differences, and what was seen of items that were put."""

from dataclasses import dataclass

from pytest_dynamo.migration.differences import Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """A table held against what its design declares.

    `alike` are the declared properties that are as declared, and `untold` those of which the DynamoDB says nothing,
    as words. `notes` are sentences about what is under way. `unusable` are the indexes that cannot be
    queried as the design says; `why_no_items` is why no item can be put, and is empty where one can.
    """

    differences: tuple[Difference, ...] = ()
    alike: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unusable: frozenset[str] = frozenset()
    why_no_items: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """Something that was done with an item and went well, with how long it took: `found by`, `GSI1`."""

    what: str
    by: str = ""
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What came of putting an item of an entity; `faults` are sentences, and there are none where all went well.

    `patterns` are the access patterns that found the item. `notes` say what was left out, or removed before.
    """

    entity: str
    steps: tuple[Observed, ...] = ()
    patterns: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """One table of a design: what it is called there, how it differs, and its trials."""

    table: str
    name: str
    drift: Drift
    trials: tuple[Trial, ...] = ()

    @property
    def is_as_designed(self) -> bool:
        """Whether nothing differs, and all items were found."""
        return not self.drift.differences and not any(each.faults for each in self.trials)
