"""The rule about the load that a design says it has to bear."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.evidence import Evidence
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.forecast.figures import duration_text, number_text
from pytest_dynamo.forecast.workload import workload_breaches

BROKEN_WORKLOAD = Rule(
    id="PD405",
    title="The design does not keep a limit of its workload.",
    severity="error",
    why=(
        "Under `workload` a design says what load it has to bear, and how well. The forecast of that "
        "load, which is modelled, says that it does not."
    ),
    fix="Change the design, or what the workload asks of it.",
)


def broken_workload(evidence: Evidence) -> Iterator[Finding]:
    """A finding for each limit of the workload that the forecast of that load does not keep."""
    workload, forecast = evidence.design.workload, evidence.under_workload
    if workload is None or forecast is None:
        return
    load = forecast.load
    for breach in workload_breaches(workload, forecast):
        found, _, fix = breach.rpartition("; ")
        yield BROKEN_WORKLOAD.finding(
            place=workload.place,
            subject=f"workload.{found.partition(' ')[0]}",
            found=found,
            means=(
                f"under {number_text(load.peak)} × the declared rates, {load.shape}, for "
                f"{duration_text(load.duration_seconds)}"
            ),
            fix=fix,
        )
