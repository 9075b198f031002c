"""What Prometheus is told of a test session."""

from collections.abc import Iterator

from pytest_dynamo.report.forms.exposition import Metric
from pytest_dynamo.report.place import Place

_STATUSES = ("exercised", "not exercised", "not served")


def session_metrics(session: Place) -> Iterator[Metric]:
    """Coverage of access patterns, what performing them takes, and their budgets."""
    patterns = list(session["patterns"])
    capacity = session["backend"]["capacity"].value
    found = [row["status"].value for row in patterns]
    yield Metric(
        "tests_access_patterns",
        "Access patterns of the design, by whether tests exercise them.",
        [({"status": status}, found.count(status)) for status in _STATUSES],
    )
    for member, name, text in (
        ("performances", "tests_pattern_performances", "How often tests performed a pattern."),
        ("calls", "tests_pattern_calls", "The calls that took."),
    ):
        yield Metric(
            name, text, [({"pattern": row["name"].value}, row[member].value) for row in patterns]
        )
    for member, name, text in (
        ("mean", "tests_pattern_units", "Capacity units of one performance, as a mean."),
        ("most", "tests_pattern_most_units", "Capacity units of the dearest performance."),
    ):
        samples = [
            (
                {"pattern": row["name"].value, "direction": direction, "source": capacity},
                row[f"{member}_{direction}_units"].value,
            )
            for row in patterns
            for direction in ("read", "write")
        ]
        yield Metric(name, text, samples)
    yield from _budgets(patterns)
    strays = sum(row["calls"].value for row in session["calls_of_no_pattern"])
    yield Metric(
        "tests_calls_of_no_pattern", "Calls that perform no declared pattern.", [({}, strays)]
    )


def _budgets(patterns: list[Place]) -> Iterator[Metric]:
    limits = [
        ({"pattern": row["name"].value, "member": budget["member"].value}, budget)
        for row in patterns
        for budget in row["budget"]
    ]
    for member, name, text in (
        ("limit", "tests_budget_limit", "What a performance may take."),
        ("most", "tests_budget_most", "The most that one performance took."),
        ("is_kept", "tests_budget_kept", "Whether the budget is kept, where it was measured."),
    ):
        samples = [
            (labels, None if at[member].value is None else at[member].value + 0)
            for labels, at in limits
            if member == "limit" or at["most"].value is not None
        ]
        yield Metric(name, text, samples)
