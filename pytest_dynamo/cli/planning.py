"""`pytest-dynamo plan`: from designs to a table of how each access pattern is served, and its price."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import typer

from pytest_dynamo.cli.plan import PlanFormat
from pytest_dynamo.cli.plan_table import Planned, plan_json, plan_lines, plan_markdown
from pytest_dynamo.cli.progress import progress
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.planning import plan_all


def run(paths: Sequence[Path], *, output_format: PlanFormat, shows_capacity: bool) -> bool:
    """Plan designs and print how; whether every access pattern is served.

    Raises:
        DynamoError: A design does not load.
    """
    planned = [
        _planned(design, shows_capacity=shows_capacity)
        for design in [load_design(path) for path in paths]
    ]
    match output_format:
        case "json":
            typer.echo(plan_json(planned))
        case "markdown":
            typer.echo("\n\n".join("\n".join(plan_markdown(each)) for each in planned))
        case "text":
            for line in _lines(planned):
                typer.echo(line)
    return not any(each.not_served for each in planned)


def _lines(planned: Sequence[Planned]) -> Iterator[str]:
    for number, each in enumerate(planned):
        if number:
            yield ""
        yield from plan_lines(each)
        for outcome in each.not_served:
            yield ""
            yield str(outcome)


def _planned(design: Design, *, shows_capacity: bool) -> Planned:
    plans = plan_all(design)
    if not shows_capacity or not any(isinstance(outcome, Plan) for outcome in plans.values()):
        return Planned(design=design, plans=plans)
    # numpy, and all that calculates with it, is imported where capacity is asked for.
    from pytest_dynamo.forecast.outcome import units_of
    from pytest_dynamo.forecast.preparing import midnight, prepare

    try:
        with progress() as tell:
            prepared = prepare(design, now=midnight(datetime.now(UTC)), on_progress=tell)
    except DynamoError as error:  # how patterns are served is known all the same
        return Planned(design=design, plans=plans, why_no_units=str(error))
    return Planned(
        design=design,
        plans=plans,
        units={stream.pattern: units_of(stream) for stream in prepared.demand.streams},
    )
