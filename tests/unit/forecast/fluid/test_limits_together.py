"""Several limits on one request: all or nothing, back-pressure of indexes, and what is counted where."""

from dataclasses import replace

import numpy as np
import pytest

from pytest_dynamo.capacity.throttling.parameters import Parameters
from pytest_dynamo.design.values import Index, Provisioned, UnitsPerSecond
from pytest_dynamo.forecast.fluid.simulation import simulate
from tests.unit.forecast.fluid.demands import (
    INDEX,
    INDEX_KEY,
    TABLE,
    demand,
    even,
    indexed,
    law,
    one_key,
    provisioned_table,
    ramp,
    reads,
    served,
    steadily,
    stream,
    table,
    writes,
)


@pytest.mark.parametrize(
    ("queue_seconds", "accepted", "second"), [(0.0, 600_300, 0.15), (30.0, 630_300, 15.15)]
)
def test_an_index_of_one_value_holds_back_the_writes_of_its_table(queue_seconds, accepted, second):
    asked = demand(indexed(), stream(3_000, writes(1.0, even()), writes(1.0, one_key(), INDEX)))

    run = simulate(asked, steadily(600), Parameters(index_queue_seconds=queue_seconds))

    assert served(run).sum() == pytest.approx(accepted, abs=1)
    assert run.flows[TABLE, "write"].consumed.sum() == pytest.approx(accepted, abs=1)
    assert run.first_refusal.reason == "IndexWriteKeyRangeThroughputExceeded"
    assert run.first_refusal.second == pytest.approx(second, abs=0.01)


def test_an_index_may_be_behind_its_provisioned_capacity_for_a_while():
    index = Index(
        name="g",
        kind="global",
        key=INDEX_KEY,
        provisioned=Provisioned(read_capacity_units=1, write_capacity_units=100),
    )
    asked = demand(
        provisioned_table(1_000, indexes={"g": index}),
        stream(200, writes(1.0, even()), writes(1.0, even(), INDEX)),
    )

    seconds = [
        simulate(asked, steadily(60), Parameters(index_queue_seconds=queue)).first_refusal.second
        for queue in (0.0, 10.0)
    ]

    assert seconds == pytest.approx([1.0, 11.0])


def test_a_request_that_one_limit_refuses_takes_nothing_of_the_others():
    asked = demand(
        indexed(max_throughput=UnitsPerSecond(write_units_per_second=100)),
        stream(400, writes(2.0, even()), writes(1.0, even(), INDEX)),
    )

    run = simulate(asked, steadily(120), Parameters())

    assert served(run)[10:] == pytest.approx(np.full(110, 100.0))
    assert run.flows[TABLE, "write"].consumed[10:] == pytest.approx(np.full(110, 200.0))
    assert run.flows[TABLE, "write"].refused["KeyRangeThroughputExceeded"].sum() == 0
    index = run.flows[INDEX, "write"]
    assert index.refused["MaxOnDemandThroughputExceeded"][10:] == pytest.approx(np.full(110, 300.0))


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_limits_the_lower_one_decides_whichever_comes_first(order):
    limits = [(150, 100), (100, 150)][:: int(order)]
    for of_table, of_index in limits:
        limited = replace(
            indexed(max_throughput=UnitsPerSecond(write_units_per_second=of_index)),
            max_throughput=UnitsPerSecond(write_units_per_second=of_table),
        )
        asked = demand(limited, stream(400, writes(1.0, even()), writes(1.0, even(), INDEX)))

        run = simulate(asked, steadily(60), Parameters())

        assert served(run)[10:] == pytest.approx(np.full(50, 100.0), rel=1e-3)


def test_a_hot_partition_and_the_limit_of_the_whole_refuse_independently():
    limited = table(max_throughput=UnitsPerSecond(write_units_per_second=1_200))
    hot = law([0.1, 0.6], [0.75, 0.25])
    asked = demand(limited, stream(2_000, writes(1.0, hot)))

    run = simulate(asked, steadily(60), Parameters())
    flow = run.flows[TABLE, "write"]

    # 1,500 for one partition and 500 for another: the whole lets 1,200 pass, of which 900 are for the
    # first, which then has room.
    assert flow.consumed[10:] == pytest.approx(np.full(50, 1_200.0), rel=1e-3)
    assert flow.refused["MaxOnDemandThroughputExceeded"][10:] == pytest.approx(
        np.full(50, 800.0), rel=1e-2
    )


def test_streams_meet_the_limits_of_the_partitions_they_touch_alone():
    asked = demand(
        table(),
        stream(2_000, writes(1.0, law([0.1], [1.0])), pattern="hot"),
        stream(500, writes(1.0, law([0.6], [1.0])), pattern="cool"),
        stream(0, writes(1.0, law([0.1], [1.0])), pattern="idle"),
    )

    run = simulate(asked, steadily(30), Parameters())

    assert run.patterns == ("hot", "cool", "idle")
    assert run.accepted[0][5:] == pytest.approx(np.full(25, 0.5))
    assert run.accepted[1].tolist() == [1.0] * 30
    assert served(run, 2).sum() == 0
    assert run.refused_share == pytest.approx(1 - (30_000 + 300 + 15_000) / 75_000)


def test_two_items_of_one_law_are_one_key():
    of_keys = one_key()
    asked = demand(table(), stream(1_000, writes(1.0, of_keys), writes(1.0, of_keys)))

    run = simulate(asked, steadily(30), Parameters())

    assert served(run)[5:] == pytest.approx(np.full(25, 500.0))


def test_two_keys_of_one_request_are_both_needed():
    asked = demand(
        table(),
        stream(2_000, writes(1.0, law([0.1], [1.0])), writes(1.0, law([0.6], [1.0]))),
    )

    run = simulate(asked, steadily(30), Parameters())

    # Seen by themselves each lets half pass; the requests are the same ones only by chance, and what
    # one refuses the other is not asked for.
    assert served(run)[5:] == pytest.approx(np.full(25, 1_000.0), rel=1e-2)


def test_an_eventually_consistent_read_takes_less_of_its_partition():
    asked = demand(table(), stream(18_000, reads(0.5, one_key(), eventual=True)))

    run = simulate(asked, steadily(60), Parameters())

    assert run.flows[TABLE, "read"].consumed[5:] == pytest.approx(np.full(55, 4_500.0))


def test_what_a_partition_does_not_serve_for_a_while_it_can_serve_at_once():
    asked = demand(table(), stream(2_000, writes(1.0, one_key())))
    multiples = np.repeat([1.0, 0.25, 1.0, 0.499], [60, 60, 60, 60])

    run = simulate(asked, np.append(multiples, [1.0]), Parameters())

    seconds = served(run)
    assert seconds[[0, 1, 59, 120, 121]] == pytest.approx([1_300, 1_000, 1_000, 1_300, 1_000])
    assert seconds[-1] == pytest.approx(1_000 + 60 * 2)


@pytest.mark.parametrize("load", [0.5, 0.99, 1.5])
def test_what_is_consumed_is_never_more_than_limits_and_savings_allow(load):
    of_keys = law([0.05, 0.3, 0.55, 0.8], [0.4, 0.3, 0.2, 0.1])
    asked = demand(
        indexed(),
        stream(3_000 * load, writes(1.5, of_keys), writes(1.0, even(), INDEX)),
        stream(5_000 * load, reads(1.0, of_keys), pattern="read"),
    )

    run = simulate(asked, ramp(300, 0.2, 1.8), Parameters())

    for flow in run.flows.values():
        assert (flow.consumed <= flow.offered * (1 + 1e-9)).all()
        assert (flow.consumed >= 0).all()
        for refused in flow.refused.values():
            assert (refused >= 0).all()
            assert (refused <= flow.offered * (1 + 1e-9)).all()
    for placed in run.placed.values():
        assert placed.hottest.max() <= 1 + 0.3 / 60 + 1e-9
