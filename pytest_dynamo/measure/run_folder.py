"""Where a run file is: `reports/<design>/<UTC time>/run.json`, and the newest run of a design.

While a run goes on there is a checkpoint in its place: a run file of what is known by then.
"""

import re
from pathlib import Path

RUN_FILE = "run.json"
CHECKPOINT_FILE = "checkpoint.json"
LATEST = "latest"
"""What one may write in place of the folder of a design's newest run; `latest~1` is the one before."""

_BACK = re.compile(r"latest(?:~(?P<back>\d+))?")

_STAMP = "2026-11-22T12-30-00Z"
_STAMPED = "????-??-??T??-??-??Z*"


def run_file(path: Path) -> Path:
    """The run file that a path leads to: itself, that in a run's folder, or a design's newest.

    Whether it is there is for whoever reads it to find out.
    """
    latest = None if path.exists() else _BACK.fullmatch(path.name)
    if latest and latest["back"]:
        return _newest(path.parent, int(latest["back"]))
    if latest:
        path = path.parent
    if not path.is_dir():
        return path
    own = path / RUN_FILE
    if own.exists() or checkpoint_of(own).exists():
        return own
    return _newest(path, 0)


def _newest(folder: Path, back: int) -> Path:
    """The newest run file in the folder of a design, or that of so many runs before."""
    there = [
        each / RUN_FILE
        for each in folder.glob(_STAMPED)
        if (each / RUN_FILE).exists() or (each / CHECKPOINT_FILE).exists()
    ]
    if back < len(there):
        return sorted(there, key=_order)[-1 - back]
    return folder / f"{LATEST}~{back}" / RUN_FILE if back else folder / RUN_FILE


def checkpoint_of(file: Path) -> Path:
    """The checkpoint beside a run file, whether or not it is there."""
    return file.with_name(CHECKPOINT_FILE)


def _order(file: Path) -> tuple[str, int]:
    """When a run started, by the name of its folder; then its number among those of that second."""
    stamp, number = file.parent.name[: len(_STAMP)], file.parent.name[len(_STAMP) + 1 :]
    return stamp, int(number) if number.isdecimal() else 0
