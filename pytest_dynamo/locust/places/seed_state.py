"""How far a population has got into its tables: a small file beside the reports.

Seeding that was cut off goes on from there, and a later run knows which items are in a table.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pytest_dynamo.whole_files import write_whole

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedKey:
    """What makes a seeding the same: where, which tables, and what decides the items."""

    place: str
    tables: tuple[str, ...]
    design_sha256: str
    seed: int
    scale: float

    def file_in(self, folder: Path) -> Path:
        """Where the state of such a seeding is."""
        digest = hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()
        return folder / f".seeding-{digest[:16]}.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedState:
    """How far a seeding is: the first `done` items of `total` are in, and perhaps some more.

    `now` is the moment the population is made at, in seconds since the epoch. `tables` has what tells
    each table that is seeded from a later one of the same name, by the names in the design.
    """

    key: SeedKey
    now: float
    tables: Mapping[str, str]
    total: int
    done: int

    @property
    def is_finished(self) -> bool:
        """Whether all items are in."""
        return self.done >= self.total


def read_state(folder: Path, key: SeedKey, there: Mapping[str, str]) -> SeedState | None:
    """The state of a seeding; None without one, and where its tables are no longer the same.

    `there` has what tells the tables that are there from others of the same names.
    """
    try:
        found = json.loads(key.file_in(folder).read_text(encoding="utf-8"))
        if found["format"] != FORMAT or found["key"] != json.loads(json.dumps(asdict(key))):
            return None
        state = SeedState(
            key=key,
            now=float(found["now"]),
            tables={str(name): str(what) for name, what in found["tables"].items()},
            total=int(found["total"]),
            done=int(found["done"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # none yet, or not one of ours
    same = all(there.get(name) == what for name, what in state.tables.items())
    return state if same and state.tables else None


def write_state(folder: Path, state: SeedState) -> None:
    """Write the state; a folder that cannot be written to only means that nothing can be resumed."""
    content = {
        "format": FORMAT,
        "key": asdict(state.key),
        "now": state.now,
        "tables": dict(state.tables),
        "total": state.total,
        "done": state.done,
    }
    with suppress(OSError):
        write_whole(state.key.file_in(folder), json.dumps(content))


def forget_state(folder: Path, key: SeedKey) -> None:
    """Remove the state of a seeding whose tables are gone."""
    with suppress(OSError):
        key.file_in(folder).unlink(missing_ok=True)
