"""Processes in which greenlets take turns, and coverage of them."""

from collections.abc import Mapping
from pathlib import Path

SETTINGS = Path(__file__).with_name("greenlets.coveragerc")
DATA = Path(__file__).parents[1] / ".coverage"


def traced_by_greenlet(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which coverage, if it is measured at all, tells greenlets apart."""
    others = {k: v for k, v in environment.items() if k != "COVERAGE_PROCESS_CONFIG"}
    if len(others) == len(environment):
        return others
    return {"COVERAGE_FILE": str(DATA), **others, "COVERAGE_PROCESS_START": str(SETTINGS)}
