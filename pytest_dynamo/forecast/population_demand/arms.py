"""The arms of one access pattern: units from the sample, laws worked out and checked against it."""

from dataclasses import dataclass

from pytest_dynamo.capacity.resources import Resource
from pytest_dynamo.forecast.demand import Arm, KeyLaw
from pytest_dynamo.forecast.population_demand.chances import TooInvolvedError
from pytest_dynamo.forecast.population_demand.deriving import Derivation
from pytest_dynamo.forecast.population_demand.laws import (
    Shares,
    Touched,
    agrees,
    by_units,
    first_key,
    from_touched,
    mixed,
    only_tail,
)
from pytest_dynamo.forecast.population_demand.sampling import Sample
from pytest_dynamo.forecast.population_demand.touches import Origin
from pytest_dynamo.planner.plan import Plan

_WHOLE_TABLE = 10**6
"""As how many even keys a Scan counts, which goes over all there are."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DrawnArm:
    """An arm, whether its law is estimated from what was drawn, and the error of its units."""

    arm: Arm
    is_estimated: bool
    relative_error: float


def arms_of(
    plan: Plan, sample: Sample, derivation: Derivation | None, *, is_real: bool
) -> tuple[DrawnArm, ...]:
    """The arms of a pattern.

    `derivation` is None where the chances of its members cannot be worked out. `is_real` says that the
    sample was drawn from the population itself, so that its keys can be compared.
    """
    found = []
    for (resource, direction), mean in sample.units.items():
        touched = sample.touched[resource, direction]
        laws = _Laws(plan, derivation, sample.performances, is_real=is_real)
        law = laws.law(resource, touched)
        weighed = sample.partition_units[resource, direction]
        arm = Arm(
            resource=resource,
            direction=direction,
            units=mean.of(sample.performances),
            partition_units=weighed / sample.performances,
            law=law,
        )
        found.append(
            DrawnArm(
                arm=arm,
                is_estimated=laws.is_estimated,
                relative_error=mean.relative_error(),
            )
        )
    return tuple(found)


class _Laws:
    """Finds the law of one arm."""

    def __init__(
        self,
        plan: Plan,
        derivation: Derivation | None,
        performances: int,
        *,
        is_real: bool,
    ) -> None:
        self._plan = plan
        self._derivation = derivation
        self._performances = performances
        self._is_real = is_real
        self.is_estimated = False

    def law(self, resource: Resource, touched: dict[Origin, list[tuple[str, float]]]) -> KeyLaw:
        """The law over all ways in which keys are touched, by what each of them takes."""
        if self._plan.operation == "Scan":
            return self._scanned().law(is_divisible=False)
        units = {origin: sum(each for _, each in keys) for origin, keys in touched.items()}
        joint = mixed(
            [
                (units[origin], self._shares(resource, origin, keys))
                for origin, keys in touched.items()
            ]
        )
        derivation = self._derivation
        divisible = sum(
            units[origin]
            for origin in touched
            if derivation is not None and derivation.is_divisible(resource, origin)
        )
        return joint.law(is_divisible=divisible > 0.5 * sum(units.values()))

    def _shares(self, resource: Resource, origin: Origin, touched: Touched) -> Shares:
        try:
            if self._derivation is None:
                raise TooInvolvedError
            shares = self._derivation.shares(resource, origin)
        except TooInvolvedError:
            return self._estimated(touched)
        if not self._is_real:
            return shares
        if not agrees(shares, touched, self._performances):
            return self._estimated(touched)
        return by_units(shares, touched)

    def _estimated(self, touched: Touched) -> Shares:
        self.is_estimated = True
        return by_units(from_touched(touched), touched)

    def _scanned(self) -> Shares:
        """A Scan goes over all keys, or with a limit ever again over the first."""
        if self._plan.pattern.limit is None:
            return only_tail(_WHOLE_TABLE)
        return first_key()
