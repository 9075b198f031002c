"""What a request may take, where one becomes several."""

from dataclasses import replace

from pytest_dynamo.design.values import Budget


def limits_of(budget: Budget) -> dict[str, float | None]:
    """The limits of a budget that grow with the number of Queries, by their names in the design file."""
    return {
        "read_units": budget.read_units,
        "items_examined": budget.items_examined,
        "pages": budget.pages,
        "calls": budget.calls,
    }


def times_shards(budget: Budget, shards: int) -> Budget:
    """What so many Queries may take, of which each may take what one did."""

    def times(number: int | None) -> int | None:
        return None if number is None else number * shards

    return replace(
        budget,
        read_units=None if budget.read_units is None else budget.read_units * shards,
        items_examined=times(budget.items_examined),
        pages=times(budget.pages),
        calls=times(budget.calls),
    )
