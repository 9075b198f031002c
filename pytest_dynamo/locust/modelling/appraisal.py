"""The assessment of the design of a load test, made when the load is over."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import gevent

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import OutOfTimeError
from pytest_dynamo.locust.modelling.foresight import forecast_run
from pytest_dynamo.locust.settings.values import Settings
from pytest_dynamo.locust.terminal.console import tell
from pytest_dynamo.locust.terminal.interrupt import Interrupts

if TYPE_CHECKING:
    from pytest_dynamo.assessment.values import Assessment
    from pytest_dynamo.forecast.values import Forecast

MOST_SECONDS = 20.0
"""After so long no further fix is weighed: somebody waits for the report."""
LINE_SECONDS = 3.0
"""How often a line is said while fixes are weighed."""


def appraise(
    design: Design,
    made: "Forecast",
    rates: Mapping[str, float],
    settings: Settings,
    *,
    scale: float,
    now: datetime,
    text: str = "",
    shown: Callable[[str], str] | None = None,
) -> "Assessment | None":
    """The assessment of a design under the load of a run, whose forecast is made.

    `rates`, `scale` and `now` are those of that forecast, `text` is that of the design file, and `shown`
    says what stands in place of keys. None where it fails or is interrupted, which is said.
    """
    tell("dynamo: weighing what would help; Ctrl-C leaves that out")
    interrupts = Interrupts()
    weighing = _Weighing(made, rates, settings, scale=scale, now=now, interrupts=interrupts)
    try:
        with interrupts.heeded():
            from pytest_dynamo.assessment.assessing import Basis, assess

            basis = Basis(
                made=made,
                forecast_again=weighing.forecast_again,
                now=now,
                seed=settings.rng_seed,
                scale=scale,
                parameters=settings.parameters,
                text=text,
                shown=shown,
            )
            return assess(design, basis, on_progress=weighing.go_on)
    except (KeyboardInterrupt, SystemExit):
        tell("dynamo: interrupted; the report has no advice")
    except Exception as error:  # noqa: BLE001 - what was measured is to be reported
        tell(f"dynamo: no advice, for that failed: {type(error).__name__}")
    return None


class _Weighing:
    """Forecasts a run of one changed design after the other, as long as there is time."""

    def __init__(
        self,
        made: "Forecast",
        rates: Mapping[str, float],
        settings: Settings,
        *,
        scale: float,
        now: datetime,
        interrupts: Interrupts,
    ) -> None:
        self._peak = made.load.peak
        self._rates, self._settings, self._scale, self._now = rates, settings, scale, now
        self._interrupts = interrupts
        self._began = self._said = time.monotonic()
        self._count = 0

    def forecast_again(self, design: Design) -> "Forecast":
        """The forecast of a run of a changed design.

        Raises:
            OutOfTimeError: There is no more time.
            DynamoError: There is nothing to forecast.
        """
        self._count += 1
        now = time.monotonic()
        if now - self._began > MOST_SECONDS:
            message = f"no more fixes are weighed after {MOST_SECONDS:g} s"
            raise OutOfTimeError(message)
        if now - self._said >= LINE_SECONDS:
            self._said = now
            tell(f"dynamo: weighing fix {self._count}")
        return forecast_run(
            design,
            self._rates,
            self._settings,
            peak=self._peak,
            scale=self._scale,
            now=self._now,
            on_progress=self.go_on,
        )

    def go_on(self, _what: str, _share: float) -> None:
        """Let others have their turn, and heed a signal."""
        gevent.sleep(0)
        self._interrupts.check()
