"""The design behind a user class, and the plan of each of its access patterns."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design, Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.settings.chosen_keys import with_choices
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A design every access pattern of which is served, and the plan of each.

    `sha256` is that of the design file.
    """

    design: Design
    sha256: str
    plans: Mapping[str, Plan]


def load_scenario(path: str, *, beside: Path) -> Scenario:
    """Read the design at `path` and plan its access patterns.

    A relative path is looked for in the working directory, then in the folders above `beside`, the
    locustfile.

    Raises:
        DynamoError: There is no such file, it has mistakes, it has no access patterns, or one of
            them is not served.
    """
    file = _find(path, beside)
    design = load_design(file)
    if not design.access_patterns:
        message = (
            f"{path}: a load test performs access patterns, and this design has none.\n"
            f"To fix this, add at least one under access_patterns, for example:\n"
            "  access_patterns:\n"
            "    get_user:\n"
            '      get: {PK: "USER#{user_id}", SK: PROFILE}\n'
            "      returns: User"
        )
        raise DynamoError(message)
    outcomes = plan_all(design)
    not_served = [str(outcome) for outcome in outcomes.values() if isinstance(outcome, NotServed)]
    if not_served:
        raise DynamoError("\n".join(not_served))
    plans = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Plan)}
    return Scenario(
        design=design, plans=plans, sha256=hashlib.sha256(file.read_bytes()).hexdigest()
    )


def with_keys(scenario: Scenario, keys: Mapping[str, Distribution]) -> Scenario:
    """A scenario whose access patterns choose the members of some entities in another way.

    Raises:
        DynamoError: There is no such entity, or no pattern chooses its members.
    """
    if not keys:
        return scenario
    design = with_choices(scenario.design, keys)
    outcomes = plan_all(design)
    plans = {name: plan for name, plan in outcomes.items() if isinstance(plan, Plan)}
    return Scenario(design=design, plans=plans, sha256=scenario.sha256)


def _find(path: str, beside: Path) -> Path:
    """The design file, or a message that names those which are near."""
    folders = [Path.cwd(), *beside.resolve().parents]
    for folder in folders:
        if (folder / path).is_file():
            found = folder / path
            return Path(path) if folder == folders[0] else found
    near = sorted(
        str(found.relative_to(folder))
        for folder in dict.fromkeys(folders[:3])
        for pattern in ("designs/*.yaml", "designs/*.yml", "*.yaml", "*.yml")
        for found in folder.glob(pattern)
    )
    close = get_close_matches(path, near, n=1, cutoff=0.5)
    there = f"did you mean {close[0]!r}?" if close else f"there: {', '.join(near[:5]) or 'none'}"
    message = (
        f"{beside.name}: no design file {path!r} in {folders[0]} or above the locustfile; {there}"
    )
    raise DynamoError(message)
