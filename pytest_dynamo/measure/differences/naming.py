"""What runs are called beside each other."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.measure.differences.comparing import NamedRun
from pytest_dynamo.measure.run_values import Run

MOST_RUNS = 6
"""More lines on a chart nobody tells apart."""


def named(runs: Sequence[Run], files: Sequence[Path], names: Sequence[str] = ()) -> list[NamedRun]:
    """Runs with the names that were given, or else that of the design's file, or when they ran.

    Raises:
        DynamoError: There is another number of names than of runs, or a name is there twice.
    """
    if names:
        _require_names(names, len(runs))
    return [
        NamedRun(name=name, path=str(file), run=run)
        for name, file, run in zip(names or _found(runs, files), files, runs, strict=True)
    ]


def _found(runs: Sequence[Run], files: Sequence[Path]) -> list[str]:
    designs = [Path(run.design.path).stem or run.design.name for run in runs]
    if len(set(designs)) == len(designs):
        return designs
    folders = [file.resolve().parent.name for file in files]
    if len(set(designs)) > 1:
        folders = [f"{design} {folder}" for design, folder in zip(designs, folders, strict=True)]
    seen: Counter[str] = Counter()
    found = []
    for name in folders:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _require_names(names: Sequence[str], runs: int) -> None:
    if len(names) != runs:
        given = counted_text(len(names), "name")
        message = (
            f"{runs} runs are compared, and {given} {'was' if len(names) == 1 else 'were'} given with --name.\n"
            "To fix this: name each run once, in their order"
        )
        raise DynamoError(message)
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        message = f"--name {twice[0]} was given twice.\nTo fix this: name runs so that they can be told apart"
        raise DynamoError(message)
