"""Whether runs can be compared: what they have in common, and what follows where they differ."""

from collections.abc import Iterator, Sequence

from pytest_dynamo.forecast.figures import duration_text, number_text
from pytest_dynamo.measure.differences.values import Agreement, Condition
from pytest_dynamo.measure.run_values import Run

_SAME_RATE = 0.05
_SAME_LENGTH = 0.1
_FLAT_OUT = "max"
"""The rate of a run without pacing."""

Names = tuple[str, str]


def conditions_of(before: Run, after: Run, names: Names) -> Iterator[Condition]:
    """Everything two runs should have in common, that which breaks a comparison first."""
    found = [
        _design(before, after),
        _load(before, after, names),
        _length(before, after, names),
        _seed(before, after, names),
        _backend(before, after),
        _throttling(before, after, names),
        _clock(before, after, names),
        _population(before, after, names),
        _client(before, after, names),
        _generator(before, after, names),
        _endings(before, after, names),
        _versions(before, after, names),
    ]
    order: dict[Agreement, int] = {"breaks": 0, "differs": 1, "same": 2}
    yield from sorted(found, key=lambda condition: order[condition.agreement])


def conclusion_of(conditions: Sequence[Condition]) -> str:
    """Whether the comparison holds, in one sentence."""
    breaking = [each.name for each in conditions if each.agreement == "breaks"]
    differing = [each.name for each in conditions if each.agreement == "differs"]
    if breaking:
        return f"The runs are comparable only in part, because of {_listed(breaking)}."
    if differing:
        return f"The runs are comparable; {_listed(differing)} {_are(differing)} not the same."
    return "The runs are comparable: the same design under the same load, made in the same way."


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _design(before: Run, after: Run) -> Condition:
    first, second = before.design, after.design
    if first.sha256 == second.sha256:
        return _same("the design", f"The same design file, {second.path}.")
    if first.name == second.name:
        return _differs("the design", f"The file of the design {second.name} has changed.")
    text = (
        f"Two designs, {first.name} and {second.name}: compared are the totals, and the tables, indexes and "
        "access patterns that have the same names in both."
    )
    return _differs("the design", text)


def _load(before: Run, after: Run, names: Names) -> Condition:
    """The load that was asked for; a design that fans a performance out sends more requests for the same."""
    if _asks_the_same(before, after):
        rate = after.how.rate
        text = f"Both were to have {rate} the declared rates, which are the same in both designs."
        return _same("the offered load", text)
    rates = [run.window.offered_per_second for run in (before, after)]
    said = [f"{number_text(rate)} requests a second" for rate in rates]
    if abs(rates[0] - rates[1]) > _SAME_RATE * max(rates):
        text = (
            f"{names[0]} was offered {said[0]} and {names[1]} {said[1]}: rates, throttles, partitions and costs follow that; "
            "units a request do not."
        )
        return _breaks("the offered load", text)
    uneven = [
        name for name, shares in _mix(before, after) if abs(shares[0] - shares[1]) > _SAME_RATE
    ]
    if uneven:
        text = f"As many requests a second were offered, but in another mix: {_listed(uneven)}."
        return _differs("the mix of requests", text)
    return _same("the offered load", f"Both were offered about {said[1]}.")


def _asks_the_same(before: Run, after: Run) -> bool:
    """Whether both runs went by rates that their designs declare, and those are the same."""
    declared = [
        {row.name: row.declared_per_second for row in run.patterns if row.declared_per_second}
        for run in (before, after)
    ]
    is_paced = (
        before.how.rate == after.how.rate != _FLAT_OUT and before.how.shape == after.how.shape
    )
    is_changed = before.design.sha256 != after.design.sha256
    return is_paced and is_changed and bool(declared[0]) and declared[0] == declared[1]


def _mix(before: Run, after: Run) -> Iterator[tuple[str, tuple[float, float]]]:
    """The share that each access pattern has in what was offered, in either run."""
    offered = [
        {row.name: row.offered_per_second for row in run.patterns} for run in (before, after)
    ]
    sums = [sum(rates.values()) or 1.0 for rates in offered]
    for name in {**offered[0], **offered[1]}:
        yield name, (offered[0].get(name, 0.0) / sums[0], offered[1].get(name, 0.0) / sums[1])


def _length(before: Run, after: Run, names: Names) -> Condition:
    seconds = [run.window.to_seconds - run.window.from_seconds for run in (before, after)]
    said = [duration_text(each) for each in seconds]
    if abs(seconds[0] - seconds[1]) <= _SAME_LENGTH * max(seconds):
        return _same("the measured time", f"Both were measured over {said[1]}.")
    text = (
        f"{names[0]} was measured over {said[0]} and {names[1]} over {said[1]}: the longer one has used up more burst "
        "capacity and split more partitions, and costs more in all."
    )
    return _differs("the measured time", text)


def _seed(before: Run, after: Run, names: Names) -> Condition:
    seeds = [run.how.seed for run in (before, after)]
    if seeds[0] == seeds[1]:
        return _same("the seed", f"Both have the seed {seeds[0]}: the same keys in the same order.")
    text = (
        f"{names[0]} has the seed {seeds[0]} and {names[1]} {seeds[1]}: other keys, which lie on other partitions. The noise of "
        "hottest partitions and of usable capacity allows for that, by how uneven the other partitions are."
    )
    return _differs("the seed", text)


def _backend(before: Run, after: Run) -> Condition:
    first, second = before.backend, after.backend
    if (first.kind, first.endpoint) == (second.kind, second.endpoint):
        return _same("the backend", f"Both ran against {_said(second.kind, second.endpoint)}.")
    sides = f"{_said(first.kind, first.endpoint)} and {_said(second.kind, second.endpoint)}"
    text = f"Two backends, {sides}: latency says nothing about a design then, and throttles may not either."
    return _breaks("the backend", text)


def _said(kind: str, endpoint: str | None) -> str:
    names = {"embedded": "the embedded backend", "aws": "AWS"}
    return names.get(kind) or f"the endpoint {endpoint or ''}".strip()


def _throttling(before: Run, after: Run, names: Names) -> Condition:
    modes = [run.how.throttling for run in (before, after)]
    if modes[0] == modes[1]:
        return _same("throttling", f"Throttling is {modes[1]} in both.")
    text = (
        f"Throttling is {modes[0]} in {names[0]} and {modes[1]} in {names[1]}: a run in which nothing can be throttled has fewer "
        "throttles than any other."
    )
    return _breaks("throttling", text)


def _clock(before: Run, after: Run, names: Names) -> Condition:
    clocks = [run.throttling.clock if run.throttling else 1.0 for run in (before, after)]
    if clocks[0] == clocks[1]:
        text = (
            "Time ran as it does."
            if clocks[1] == 1
            else f"Each request stood for {clocks[1]:g} in both."
        )
        return _same("the clock", text)
    text = (
        f"Each request stood for {clocks[0]:g} in {names[0]} and for {clocks[1]:g} in {names[1]}: throttles, splits and partitions "
        "are those of other loads."
    )
    return _breaks("the clock", text)


def _population(before: Run, after: Run, names: Names) -> Condition:
    items = [run.how.population.items for run in (before, after)]
    if abs(items[0] - items[1]) > _SAME_RATE * max(items):
        text = f"{names[0]} began with {items[0]:,} items and {names[1]} with {items[1]:,}: queries and pages may be longer."
        return _differs("the population", text)
    chosen = [dict(run.how.keys) for run in (before, after)]
    if chosen[0] != chosen[1]:
        return _differs("the choice of keys", "Keys were chosen by other distributions.")
    return _same("the population", f"Both began with about {items[1]:,} items.")


def _client(before: Run, after: Run, names: Names) -> Condition:
    clients = [
        f"{how.client}, retries {how.retries}, arrivals {how.arrivals}"
        for how in (before.how, after.how)
    ]
    shapes = [how.shape for how in (before.how, after.how)]
    if clients[0] == clients[1] and shapes[0] == shapes[1]:
        return _same("the client", f"The same client: {clients[1]}.")
    if clients[0] == clients[1]:
        text = f"The load of {names[0]} was {shapes[0] or 'even'}, and that of {names[1]} {shapes[1] or 'even'}."
        return _differs("the shape of the load", text)
    text = (
        f"{names[0]}: {clients[0]}. {names[1]}: {clients[1]}. Latency and throttles depend on that."
    )
    return _differs("the client", text)


def _generator(before: Run, after: Run, names: Names) -> Condition:
    slow = [
        name
        for name, run in zip(names, (before, after), strict=True)
        if run.generator and run.generator.verdict
    ]
    if not slow:
        return _same("the load generator", "The load generator kept up, as far as is known.")
    text = f"The load generator was the bottleneck of {_listed(slow)}: its rates and latencies are not those of the design."
    return _breaks("the load generator", text)


def _endings(before: Run, after: Run, names: Names) -> Condition:
    early = [
        name
        for name, run in zip(names, (before, after), strict=True)
        if run.how.interrupted or run.how.ended_by
    ]
    if not early:
        return _same("the end", "Both ran to their end.")
    return _differs("the end", f"Ended before its time: {_listed(early)}.")


def _versions(before: Run, after: Run, names: Names) -> Condition:
    versions = [run.how.versions.get("pytest-dynamo", "") for run in (before, after)]
    if versions[0] == versions[1]:
        return _same(
            "the version", f"Both were made by pytest-dynamo {versions[1]}.".replace(" .", ".")
        )
    text = f"{names[0]} was made by pytest-dynamo {versions[0]}, {names[1]} by {versions[1]}: the model may have changed."
    return _differs("the version", text)


def _same(name: str, text: str) -> Condition:
    return Condition(name=name, agreement="same", text=text)


def _differs(name: str, text: str) -> Condition:
    return Condition(name=name, agreement="differs", text=text)


def _breaks(name: str, text: str) -> Condition:
    return Condition(name=name, agreement="breaks", text=text)
