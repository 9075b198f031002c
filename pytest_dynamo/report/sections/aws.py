"""What AWS itself tells of the tables and indexes, beside what was counted here."""

from pytest_dynamo.report.figures import count, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import resource_name
from pytest_dynamo.report.sections.parts import Table, numbers, words
from pytest_dynamo.report.words import Sentence

AWS_FIGURES = (
    "AWS's units and throttles are observed, of the whole run, and complete a few minutes after it; "
    "those counted here are of the measured time. A stream has about as many open shards as its table has "
    "partitions."
)
"""What has to be known to read AWS's own figures."""

_NOTHING: Sentence = ("–",)


def aws_table(run: Place) -> Table | None:
    """AWS's sums and the shards of streams; nothing where the run was against something else."""
    rows = list(run["aws"])
    if not rows:
        return None
    ours = {(table["table"].value, table["index"].value): table for table in run["tables"]}
    return Table(
        summary="What CloudWatch and the streams tell of the same run",
        is_open=True,
        columns=(
            *words("table or index"),
            *numbers("read units, AWS", "read units, here", "write units, AWS"),
            *numbers("write units, here", "throttled reads", "throttled writes"),
            *numbers("open shards"),
        ),
        rows=tuple(_row(row, ours.get((row["table"].value, row["index"].value))) for row in rows),
    )


def _row(row: Place, ours: Place | None) -> tuple[Sentence, ...]:
    return (
        resource_name(row["table"].value, row["index"].value),
        _units(row["read_units"]),
        _units(ours["read"]["units"]) if ours else _NOTHING,
        _units(row["write_units"]),
        _units(ours["write"]["units"]) if ours else _NOTHING,
        _count(row["read_throttles"]),
        _count(row["write_throttles"]),
        _count(row["open_shards"]),
    )


def _units(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (units(place),)


def _count(place: Place) -> Sentence:
    return _NOTHING if place.value is None else (count(place),)
