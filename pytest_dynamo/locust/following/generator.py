"""Whether whoever made the load could keep up, or the figures are about it and not about the design."""

from locust.runners import LocalRunner

from dataclasses import dataclass, replace

from pytest_dynamo.forecast.figures import duration_text, percent_text
from pytest_dynamo.locust.running.follower import Follower, Moment
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.measure.load_values import GeneratorFigures
from pytest_dynamo.measure.run_figures import RunFacts
from pytest_dynamo.measure.tally import Tally

THIS_PROCESS = ""

MOST_CPU_SHARE = 0.9
MOST_DROPPED_SHARE = 0.01
MOST_LATE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """How the load is made. `is_open`: tasks come due whether or not earlier ones have ended.

    `shares_core`: the DynamoDB that answers lives in the process that makes the load.
    """

    is_open: bool = False
    shares_core: bool = False


def verdict(figures: GeneratorFigures, offered: int, making: Making) -> str:
    """One sentence about why a generator could not keep up with `offered` requests; empty if it could."""
    cpu = max(figures.cpu_share or 0.0, 0.0)
    is_busy = cpu > MOST_CPU_SHARE
    found = []
    if is_busy:
        found.append(
            f"a process that makes it was busy for {percent_text(min(cpu, 1.0))} of the time"
        )
    if offered and figures.dropped / offered > MOST_DROPPED_SHARE:
        share = percent_text(figures.dropped / offered)
        found.append(f"{share} of the requests that were due were dropped")
    if making.is_open and figures.late_seconds_p99 > MOST_LATE_SECONDS:
        late = duration_text(figures.late_seconds_p99)
        found.append(f"one in a hundred was started more than {late} late")
    if not found:
        return ""
    told = f"{', and '.join(found)}."
    if not is_busy:
        return f"The load was not made as it was asked for: {told}{_not_for_lack_of_a_processor(figures)}"
    if making.shares_core:
        return f"The load generator and the embedded DynamoDB, which share a core, were the bottleneck: {told}"
    return f"The load generator was the bottleneck: {told}"


def _not_for_lack_of_a_processor(figures: GeneratorFigures) -> str:
    if figures.cpu_share is None:
        return ""
    return (
        f" The busiest process that makes it was busy for {percent_text(figures.cpu_share)} of the time only: "
        "there are too few users, or what answers them is too slow."
    )


def making_of(test: LoadTest) -> Making:
    """How the load of a test is made."""
    is_alone = isinstance(test.environment.runner, LocalRunner)
    return Making(
        is_open=test.arrivals != "closed",
        shares_core=test.place.backend.kind == "embedded" and is_alone,
    )


def generator_figures(test: LoadTest, total: Tally) -> GeneratorFigures:
    """What is known of the generator of a test so far, with the verdict."""
    done = int(sum(total.requests.values()))
    efforts = test.efforts
    figures = GeneratorFigures(
        cpu_share=efforts.cpu_share,
        peak_cpu_share=efforts.peak_cpu_share,
        late_seconds_p99=efforts.late_seconds_p99(done),
        dropped=total.dropped,
        discarded_connections=efforts.discarded_connections,
    )
    return replace(figures, verdict=verdict(figures, done + total.dropped, making_of(test)))


class Generator(Follower):
    """Puts into the run whether its generator could keep up."""

    def __init__(self) -> None:
        self._test: LoadTest | None = None

    def begin(self, test: LoadTest) -> None:
        """A test begins, whose own process is measured from now on."""
        self._test = test

    def look(self, moment: Moment) -> None:  # noqa: ARG002 - the shape of a follower
        """Measure this process, where it makes the load; workers measure themselves."""
        if self._test:
            _take_over(self._test)

    def end(self, test: LoadTest) -> None:
        """Measure this process for the last time."""
        _take_over(test)

    def conclude(self, test: LoadTest, facts: RunFacts) -> RunFacts:
        """Add the figures to the facts."""
        figures = generator_figures(test, test.total)
        return replace(facts, generator=figures, processor=test.efforts.processor)


def _take_over(test: LoadTest) -> None:
    if isinstance(test.environment.runner, LocalRunner):
        test.efforts.take_over(THIS_PROCESS, test.effort.hand_over())
