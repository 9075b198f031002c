"""A forecast of a design as something to report, as frozen values: the members of `study.json`.

They have the names of those of `run.json` that say the same. docs/reference/study-file.md explains them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pytest_dynamo.assessment.values import Assessment
from pytest_dynamo.measure.run_values import RunDesign


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyHow:
    """How a study was made, so that it can be made again."""

    command: str
    seed: int
    versions: Mapping[str, str] = field(default_factory=dict)
    commit: str = ""
    has_uncommitted_changes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What is known of a design without a request; every figure is modelled."""

    version: int = 1
    kind: Literal["study"] = "study"
    design: RunDesign
    started: datetime
    forecast: object
    assessment: Assessment
    how: StudyHow
