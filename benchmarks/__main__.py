"""`python -m benchmarks`: measure, print the tables, and keep them if asked to."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace

from benchmarks.backends import BACKENDS
from benchmarks.bars import Footprint, bars
from benchmarks.fast_client import Outpaced, Signed
from benchmarks.forecast import Simulation
from benchmarks.guard import Guarded
from benchmarks.load import REQUESTS, Loaded
from benchmarks.page import PAGE, with_results
from benchmarks.report import Rendered
from benchmarks.results import as_json, as_text
from benchmarks.run import FULL_OVERWRITES, QUICK, Effort, measure, side_by_side
from benchmarks.suite import Session
from benchmarks.workers import Answered, Together

_SIDE_BY_SIDE = "side-by-side"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmarks; 1 if a bar is missed and `--check` was given."""
    options = _options(arguments)
    effort = QUICK if options.quick else Effort()
    if options.full:
        effort = replace(effort, overwrites=FULL_OVERWRITES, requests=REQUESTS)
    chosen = [bar for bar in bars(effort.sizes) if not options.only or bar.name in options.only]
    cases = [case for bar in chosen for case in bar.cases]
    if not options.only or _SIDE_BY_SIDE in options.only:
        cases += side_by_side(BACKENDS)
    with_memory = any(isinstance(bar, Footprint) for bar in chosen)
    forecasts = sorted({bar.keys for bar in chosen if isinstance(bar, Simulation)})
    sessions = {
        one: None for bar in chosen if isinstance(bar, Session) for one in (bar.more, bar.less)
    }
    run = measure(
        cases,
        effort,
        with_memory=with_memory,
        tell=_tell,
        forecasts=forecasts,
        sessions=tuple(sessions),
        guarded=tuple(bar.request for bar in chosen if isinstance(bar, Guarded)),
        outpaced=tuple(bar.request for bar in chosen if isinstance(bar, Outpaced | Signed)),
        together=tuple(bar.sample for bar in chosen if isinstance(bar, Together | Answered)),
        loads=tuple(bar.load for bar in chosen if isinstance(bar, Loaded)),
        with_report=any(isinstance(bar, Rendered) for bar in chosen),
    )
    outcomes = [run.outcome(bar) for bar in chosen]
    text = as_text(run, outcomes, date=options.date)
    sys.stdout.write(json.dumps(as_json(run, outcomes), indent=1) if options.json else text)
    sys.stdout.write("\n")
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_results(page, text), encoding="utf-8")
    return 1 if options.check and not all(outcome.is_met for outcome in outcomes) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    names = [_SIDE_BY_SIDE, *(bar.name for bar in bars(Effort().sizes))]
    parser.add_argument(
        "--only",
        action="append",
        choices=names,
        metavar="NAME",
        help=f"measure this alone; may be given again. {', '.join(names)}",
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer rounds and smaller tables, in under a minute"
    )
    parser.add_argument(
        "--full",
        action="store_true",
        help=f"{FULL_OVERWRITES:,} overwrites and requests, which take minutes",
    )
    parser.add_argument("--json", action="store_true", help="print JSON with every sample")
    parser.add_argument(
        "--write", action="store_true", help=f"put the tables into {PAGE.name} of the documentation"
    )
    parser.add_argument("--check", action="store_true", help="exit with 1 if a bar is missed")
    parser.add_argument("--date", help="the date that the results are to carry")
    return parser.parse_args(arguments)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
