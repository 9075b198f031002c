"""What rules look at that need no forecast: a design, and how its access patterns are served."""

from collections.abc import Mapping
from dataclasses import dataclass

from pytest_dynamo.design.values import Design
from pytest_dynamo.planner.plan import NotServed, Plan
from pytest_dynamo.planner.planning import plan_all


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A design with the plans of its access patterns, by their names."""

    design: Design
    plans: Mapping[str, Plan | NotServed]

    @classmethod
    def of(cls, design: Design) -> "Facts":
        """The facts of a design."""
        return cls(design=design, plans=plan_all(design))

    @property
    def served(self) -> tuple[Plan, ...]:
        """The plans of the access patterns that are served, in the order of the file."""
        return tuple(plan for plan in self.plans.values() if isinstance(plan, Plan))
