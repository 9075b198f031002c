"""The assessment of a design: what it consists of, what is wrong with it, and what fixes gain."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from pytest_dynamo.assessment.advising import MOST_WEIGHED, ForecastAgain, advice_of
from pytest_dynamo.assessment.concealing import concealed, keys_in
from pytest_dynamo.assessment.describing import design_shape
from pytest_dynamo.assessment.item_sizes import item_sizes
from pytest_dynamo.assessment.troubleshooting import checked_of
from pytest_dynamo.assessment.values import Advice, Assessment, DesignShape
from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.capacity.gathering import gather, gather_prepared
from pytest_dynamo.checks.examining import Examination, examine, needs_evidence
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.preparing import Prepared, Progress, say_nothing
from pytest_dynamo.forecast.values import Forecast
from pytest_dynamo.population.people import Population

_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an assessment goes by besides the design: a forecast of it, and how that was made.

    `forecast_again` makes the same forecast of a changed design. `now`, `seed` and `scale` are those of
    the population. `text` is that of the design file, empty where it is not at hand. `shown` says what
    stands in place of keys, None for the keys themselves. `prepared` is what the design asks for, where
    it is at hand: to work it out takes long.
    """

    made: Forecast
    forecast_again: ForecastAgain
    now: datetime
    seed: int = 0
    scale: float = 1.0
    parameters: Parameters | None = None
    text: str = ""
    shown: Callable[[str], str] | None = None
    prepared: Prepared | None = None


def assess(
    design: Design,
    basis: Basis,
    *,
    most: int = MOST_WEIGHED,
    on_progress: Progress = say_nothing,
) -> Assessment:
    """The assessment of a design; what cannot be assessed is left out, and a note says so.

    The rules look at the declared rates, the fixes are weighed under the load of the forecast. At most
    `most` fixes are weighed.
    """
    return _Assessing(design, basis, on_progress).assessment(most)


@dataclass(slots=True)
class _Assessing:
    design: Design
    basis: Basis
    tell: Progress
    _keys: set[str] = field(default_factory=set)
    _notes: list[str] = field(default_factory=list)

    def assessment(self, most: int) -> Assessment:
        made = self.basis.made
        self._keys.update(keys_in(made))
        shape = self._part("the design", lambda: design_shape(self.design, made))
        self.tell("measuring items", 0.0)
        sizes = self._part("item sizes", lambda: item_sizes(self._population())) or ()
        self.tell("applying the rules", 0.0)
        examination = self._examination()
        self._notes.extend(examination.notes)
        advice = self._part("what fixes gain", lambda: self._advice(examination, most)) or ()
        checked = self._part(
            "kinds of trouble", lambda: checked_of(self.design, made, examination, sizes, advice)
        )
        found = Assessment(
            design=shape or DesignShape(),
            item_sizes=sizes,
            advice=advice,
            checked=checked or (),
            notes=tuple(dict.fromkeys(self._notes)),
            parameters=made.parameters_changed,
        )
        shown = self.basis.shown
        return concealed(found, self._keys, shown) if shown else found

    def _examination(self) -> Examination:
        """What the rules find; without those that look at a forecast where there can be none."""
        found = self._part("the rules on capacity", self._examined)
        return examine(self.design, None) if found is None else found

    def _examined(self) -> Examination:
        if not needs_evidence(self.design):
            return examine(self.design, None)
        evidence = self._evidence()
        self._keys.update(keys_in(evidence.forecast), keys_in(evidence.pressures))
        return examine(self.design, evidence)

    def _evidence(self) -> Evidence:
        basis = self.basis
        if basis.prepared:
            return gather_prepared(basis.prepared, self._population())
        return gather(
            self.design,
            now=basis.now,
            seed=basis.seed,
            parameters=basis.parameters,
            scale=basis.scale,
            on_progress=self.tell,
        )

    def _advice(self, examination: Examination, most: int) -> tuple[Advice, ...]:
        basis = self.basis
        advice, notes = advice_of(
            self.design,
            basis.made,
            self._forecast_again,
            examination,
            text=basis.text,
            most=most,
            on_progress=self.tell,
        )
        self._notes.extend(notes)
        return advice

    def _forecast_again(self, design: Design) -> Forecast:
        made = self.basis.forecast_again(design)
        self._keys.update(keys_in(made))
        return made

    def _population(self) -> Population:
        basis = self.basis
        return Population(self.design, seed=basis.seed, now=basis.now, scale=basis.scale)

    def _part(self, what: str, work: Callable[[], _Part]) -> _Part | None:
        """A part of the assessment; None where it fails, which is noted."""
        try:
            return work()
        except DynamoError as error:
            self._notes.append(f"{what}: {error}")
        except Exception as error:  # noqa: BLE001 - whatever else is known is to be seen
            # of other errors the kind alone: what they say may hold a key
            self._notes.append(f"{what}: not assessed, for that failed: {type(error).__name__}")
        return None
