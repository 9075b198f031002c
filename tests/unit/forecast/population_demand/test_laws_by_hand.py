"""How requests fall on keys, on designs small enough to work it out by hand."""

from itertools import permutations

import numpy as np
import pytest

from pytest_dynamo.capacity.partitions import hash_position

NUMBERED = """
    entities:
      User:
        population: 4
        item: {PK: "USER#{n}", SK: A, n: {sequence: {start: 0}}}
    access_patterns:
      get:
        get: {PK: "USER#{n}", SK: A}
        rate: 10
"""
FAMILY = """
    entities:
      User:
        population: 3
        item: {PK: "USER#{n}", SK: A, n: {sequence: {start: 0}}}
      Order:
        belongs_to: {User: {mean: 2, distribution: {zipf: 1}}}
        item:
          PK: "USER#{n}"
          SK: "ORDER#{order_id}"
          GSI1PK: "STATUS#{status}"
          GSI1SK: "{order_id}"
          order_id: {ulid: true}
          status: {choice: {open: 3, sent: 1}}
    access_patterns:
"""


def approximately(**shares):
    return {f"USER#{name[1:]}": pytest.approx(share) for name, share in shares.items()}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("uniform", approximately(u0=1 / 4, u1=1 / 4, u2=1 / 4, u3=1 / 4)),
        ("sequential", approximately(u0=1 / 4, u1=1 / 4, u2=1 / 4, u3=1 / 4)),
        ("{zipf: 1}", approximately(u0=12 / 25, u1=6 / 25, u2=4 / 25, u3=3 / 25)),
        ("{hotset: {keys: 0.25, requests: 0.7}}", approximately(u0=0.7, u1=0.1, u2=0.1, u3=0.1)),
        (
            "latest",
            approximately(
                **{
                    f"u{3 - rank}": (rank + 1) ** -0.99 / sum(i**-0.99 for i in range(1, 5))
                    for rank in range(4)
                }
            ),
        ),
    ],
)
def test_every_distribution_gives_its_shares(demand, arm_of, shares_of, keys, expected):
    found, _ = demand(NUMBERED + f"        keys: {{User: {keys}}}\n")

    assert shares_of(arm_of(found, "get")) == expected
    assert found.estimated == frozenset()


def test_a_shuffled_distribution_ranks_as_the_chooser_does(demand, arm_of, shares_of):
    found, _ = demand(NUMBERED + "        keys: {User: {zipf: 1, shuffle: true}}\n")

    shares = shares_of(arm_of(found, "get"))

    assert sorted(shares.values()) == pytest.approx([3 / 25, 4 / 25, 6 / 25, 12 / 25])
    assert found.estimated == frozenset()


def test_keys_lie_where_their_text_is_hashed_to(demand, arm_of):
    found, _ = demand(NUMBERED)

    law = arm_of(found, "get").law

    places = [hash_position(law.label(place)) for place in range(4)]
    assert law.positions.tolist() == places == sorted(places)
    assert (law.tail_share, law.tail_keys) == (0, 0)


def test_a_user_gets_as_many_requests_as_it_has_orders(demand, arm_of, shares_of):
    found, population = demand(
        FAMILY
        + """
      get_order: {get: {PK: "USER#{n}", SK: "ORDER#{order_id}"}, returns: Order}
        """
    )
    orders = [len(population.member("User", number).orders) for number in range(3)]

    assert orders == [3, 2, 1]
    assert shares_of(arm_of(found, "get_order")) == approximately(u0=3 / 6, u1=2 / 6, u2=1 / 6)


def test_new_orders_go_to_the_users_that_are_chosen(demand, arm_of, shares_of):
    found, _ = demand(FAMILY + "      put: {put: Order, keys: {User: {zipf: 2}}}")

    expected = approximately(u0=36 / 49, u1=9 / 49, u2=4 / 49)
    assert shares_of(arm_of(found, "put")) == expected
    assert shares_of(arm_of(found, "put", "GSI1")) == {
        "STATUS#open": pytest.approx(3 / 4),
        "STATUS#sent": pytest.approx(1 / 4),
    }


def test_an_order_is_chosen_under_the_user_that_is(demand, arm_of, shares_of):
    found, _ = demand(
        FAMILY
        + """
      get_order:
        get: {PK: "USER#{n}", SK: "ORDER#{order_id}"}
        returns: Order
        keys: {User: {zipf: 2}}
        """
    )

    expected = approximately(u0=36 / 49, u1=9 / 49, u2=4 / 49)
    assert shares_of(arm_of(found, "get_order")) == expected


def test_users_without_orders_are_not_asked_for_any(demand, arm_of, shares_of):
    found, _ = demand(
        """
    entities:
      User:
        population: 40
        item: {PK: "USER#{n}", SK: A, n: {sequence: {start: 0}}}
      Order:
        belongs_to: {User: {mean: 0.5}}
        item: {PK: "USER#{n}", SK: "ORDER#{order_id}", order_id: {ulid: true}}
    access_patterns:
      get_order:
        get: {PK: "USER#{n}", SK: "ORDER#{order_id}"}
        returns: Order
        keys: {User: {zipf: 0.5}}
        """
    )

    shares = shares_of(arm_of(found, "get_order"))

    weights = {f"USER#{n}": (n + 1) ** -0.5 for n in range(20)}
    total = sum(weights.values())
    asked = {key: share for key, share in shares.items() if share}
    assert asked == {
        key: pytest.approx(weight / total, rel=1e-4) for key, weight in weights.items()
    }


def test_an_update_of_an_index_key_takes_the_old_key_and_the_new(demand, arm_of, shares_of):
    found, population = demand(
        FAMILY
        + """
      send:
        update: {key: {PK: "USER#{n}", SK: "ORDER#{order_id}"}, set: {GSI1PK: "STATUS#gone"}}
        returns: Order
        rate: 0.000_1
        """,
        population={"sizes": {"User": 300, "Order": 2_000}},
    )
    arm = arm_of(found, "send", "GSI1")
    orders = [population.member("Order", number).status for number in range(2_000)]
    are_open = orders.count("open") / len(orders)

    assert arm.units == 2
    assert shares_of(arm) == {
        "STATUS#gone": pytest.approx(1 / 2),
        "STATUS#open": pytest.approx(are_open / 2),
        "STATUS#sent": pytest.approx((1 - are_open) / 2),
    }


def test_a_shard_that_is_drawn_gives_each_of_its_keys_the_same(demand, arm_of, shares_of):
    found, _ = demand(
        """
    entities:
      Event:
        population: 100
        item:
          PK: "DAY#{made_at:%Y-%m-%d}#{shard}"
          SK: "{id}"
          id: {ulid: true}
          made_at: {timestamp: {since: -9d}}
          shard: {random_shard: 4}
          part: {shard_of: id, count: 3}
          GSI1PK: "PART#{part}"
          GSI1SK: "{id}"
    access_patterns:
      put: {put: Event}
      read:
        query: {PK: "DAY#{made_at:%Y-%m-%d}#{shard}"}
        returns: Event
        fan_out: shard
        keys: {Event: latest}
        """
    )

    expected = {f"DAY#2026-11-22#{shard}": pytest.approx(1 / 4) for shard in range(4)}
    assert shares_of(arm_of(found, "put")) == expected
    assert shares_of(arm_of(found, "put", "GSI1")) == {
        f"PART#{part}": pytest.approx(1 / 3) for part in range(3)
    }
    read = shares_of(arm_of(found, "read"))
    for day in {key[:-2] for key in read}:
        each = [share for key, share in read.items() if key.startswith(day)]
        assert each == [pytest.approx(each[0], rel=0.15)] * 4


def test_a_constant_key_is_one_key(demand, arm_of, shares_of):
    found, _ = demand(
        """
    entities:
      Event: {population: 30, item: {PK: ALL, SK: "{id}", id: {faker: uuid4}}}
    access_patterns:
      put: {put: Event}
      list: {query: {PK: ALL}, returns: Event, limit: 10}
      get: {get: {PK: ALL, SK: "{id}"}}
        """
    )

    assert [shares_of(arm_of(found, name)) for name in ("put", "list", "get")] == [{"ALL": 1.0}] * 3


def test_keys_that_are_new_with_every_request_are_a_tail(demand, arm_of):
    found, _ = demand(
        """
    entities:
      Event: {population: 30, item: {PK: "{id}", SK: A, id: {ulid: true}}}
    access_patterns:
      put: {put: Event}
        """
    )
    law = arm_of(found, "put").law

    assert (len(law.positions), law.tail_share) == (0, 1.0)
    assert law.tail_keys >= 10**9
    with pytest.raises(IndexError):
        law.label(0)


def test_a_clock_of_seconds_makes_one_key_and_one_of_milliseconds_a_tail(demand, arm_of, shares_of):
    found, _ = demand(
        """
    entities:
      Event:
        population: 30
        item:
          PK: "S#{second}"
          SK: "{id}"
          GSI1PK: "{moment}"
          GSI1SK: A
          id: {ulid: true}
          second: {timestamp: {since: -1d}, format: epoch_seconds}
          moment: {timestamp: {since: -1d}}
    access_patterns:
      put: {put: Event}
        """
    )

    assert shares_of(arm_of(found, "put")) == {"S#1795350600": 1.0}
    assert arm_of(found, "put", "GSI1").law.tail_share == 1.0


def test_sparse_members_are_not_in_the_index(demand, arm_of, shares_of):
    found, population = demand(
        """
    entities:
      User:
        population: 50
        item:
          PK: "USER#{n}"
          SK: A
          n: {sequence: {start: 0}}
          phone: {faker: phone_number, unique: true, present: 0.3}
          GSI1PK: "{phone}"
          GSI1SK: A
    access_patterns:
      by_phone: {index: GSI1, query: {GSI1PK: "{phone}"}, returns: User}
      delete: {delete: {PK: "USER#{n}", SK: A}}
        """
    )
    made = [population.member("User", number).made("phone") for number in range(50)]
    phones = [phone[1] for phone in made if phone]

    expected = {phone: pytest.approx(1 / len(phones)) for phone in phones}
    assert shares_of(arm_of(found, "by_phone", "GSI1")) == expected
    assert shares_of(arm_of(found, "delete", "GSI1")) == expected


def test_both_parents_are_found(demand, arm_of, shares_of):
    found, population = demand(
        """
    entities:
      Student: {population: 20, item: {PK: "STUDENT#{s}", SK: A, s: {sequence: {start: 0}}}}
      Course: {population: 5, item: {PK: "COURSE#{c}", SK: A, c: {sequence: {start: 0}}}}
      Enrolment:
        belongs_to: {Student: {mean: 2}, Course: {distribution: {zipf: 1}}}
        item:
          PK: "STUDENT#{s}"
          SK: "COURSE#{c}#{id}"
          GSI1PK: "COURSE#{c}"
          GSI1SK: "STUDENT#{s}"
          id: {faker: uuid4}
    access_patterns:
      delete: {delete: {PK: "STUDENT#{s}", SK: "COURSE#{c}#{id}"}, rate: 0.000_1}
      enrol: {put: Enrolment}
      of_course:
        get: {PK: "STUDENT#{s}", SK: "COURSE#{c}#{id}"}
        returns: Enrolment
        keys: {Course: {zipf: 2}}
        """
    )
    courses = [population.member("Enrolment", number).c for number in range(40)]

    assert shares_of(arm_of(found, "delete", "GSI1")) == {
        f"COURSE#{course}": pytest.approx(courses.count(course) / 40) for course in set(courses)
    }
    chosen = {course: (course + 1) ** -2 for course in set(courses)}
    members = [population.member("Enrolment", number) for number in range(40)]
    by_student = dict.fromkeys({f"STUDENT#{one.s}" for one in members}, 0.0)
    for one in members:
        by_student[f"STUDENT#{one.s}"] += chosen[one.c] / courses.count(one.c)
    assert shares_of(arm_of(found, "of_course")) == {
        student: pytest.approx(share / sum(chosen.values()), rel=1e-4)
        for student, share in by_student.items()
    }
    harmonic = sum(1 / rank for rank in range(1, 6))
    assert shares_of(arm_of(found, "enrol", "GSI1")) == {
        f"COURSE#{course}": pytest.approx(1 / (course + 1) / harmonic) for course in range(5)
    }


def test_a_batch_names_different_members(demand, arm_of, shares_of):
    found, _ = demand(
        NUMBERED.replace("get: {PK", "unused: {PK").split("access_patterns")[0]
        + """access_patterns:
      one: {batch_get: {of: User, count: 1}, keys: {User: {zipf: 1}}}
      three: {batch_get: {of: User, count: 3}, keys: {User: {zipf: 1}}}
      all: {batch_get: {of: User, count: 4}, keys: {User: {zipf: 1}}}
        """
    )

    assert shares_of(arm_of(found, "one"))["USER#0"] == pytest.approx(12 / 25)
    # By going through all orders in which three of the four can be drawn.
    shares = {"USER#0": 0.48, "USER#1": 0.24, "USER#2": 0.16, "USER#3": 0.12}
    left_out = dict.fromkeys(shares, 0.0)
    for a, b, c, missing in permutations(shares):
        chance = shares[a] * shares[b] / (1 - shares[a])
        left_out[missing] += chance * shares[c] / (1 - shares[a] - shares[b])
    assert shares_of(arm_of(found, "three")) == {
        key: pytest.approx((1 - missing) / 3, abs=0.01) for key, missing in left_out.items()
    }
    assert shares_of(arm_of(found, "all")) == dict.fromkeys(shares, pytest.approx(1 / 4))


def test_two_tables_have_arms_of_their_own(demand, arm_of, shares_of):
    found, _ = demand(
        """
    entities:
      User:
        table: users
        population: 4
        item: {PK: "USER#{n}", n: {sequence: {start: 0}}, seen: {int: {min: 0, max: 9}}}
      Claim: {table: claims, population: 2, item: {mail: "{id}", id: {faker: uuid4}}}
    access_patterns:
      claim:
        transact_write:
          - update: {key: {PK: "USER#{n}"}, add: {seen: 1}}
            table: users
          - {put: Claim}
        """,
        tables="""\
version: 1
name: test
tables:
  users: {partition_key: PK}
  claims: {partition_key: mail}
""",
    )

    assert shares_of(arm_of(found, "claim", table="users")) == approximately(
        u0=1 / 4, u1=1 / 4, u2=1 / 4, u3=1 / 4
    )
    assert arm_of(found, "claim", table="claims").law.tail_share == 1
    assert {arm.units for arm in found.streams[0].arms} == {2.0}


def test_more_keys_than_are_placed_make_a_tail(demand, arm_of, shares_of):
    text = NUMBERED + "        keys: {User: {zipf: 1}}\n"
    found, _ = demand(text, population={"sizes": {"User": 1_000}}, largest=100)
    law = arm_of(found, "get").law
    weights = 1 / np.arange(1.0, 1_001.0)

    assert (len(law.positions), law.tail_keys) == (100, 900)
    assert law.tail_share == pytest.approx(weights[100:].sum() / weights.sum(), rel=1e-6)
    assert shares_of(arm_of(found, "get"))["USER#0"] == pytest.approx(1 / weights.sum())


def test_a_population_of_any_size_has_a_demand(demand, arm_of):
    found, _ = demand(
        FAMILY
        + """
      get: {get: {PK: "USER#{n}", SK: A}, keys: {User: {zipf: 1}}}
      get_order: {get: {PK: "USER#{n}", SK: "ORDER#{order_id}"}, returns: Order}
        """,
        population={"sizes": {"User": 10**12, "Order": 2 * 10**12}},
        largest=1_000,
    )

    for pattern in ("get", "get_order"):
        law = arm_of(found, pattern).law
        assert law.tail_keys == 10**12 - 1_000
        assert float(law.shares.sum()) + law.tail_share == pytest.approx(1)
    # Orders are spread over users by zipf 1, too.
    assert arm_of(found, "get_order").law.shares.max() == pytest.approx(
        arm_of(found, "get").law.shares.max()
    )
