"""Entities of awkward samples: few items, odd keys, keys that nothing else holds."""

from pytest_dynamo.design.values import Index, KeySchema, Table
from tests.interop.inferring.sampled import TABLE, inferred_things, thing, written

ID = "{:08d}-3f2a-4c1d-9e4b-aa{:010d}"
INDEXED = Table(
    name="things",
    key=TABLE.key,
    attribute_types={"PK": "S", "SK": "S", "GSI1PK": "S", "GSI1SK": "S"},
    indexes={
        "GSI1": Index(
            name="GSI1",
            kind="global",
            key=KeySchema(partition_key=("GSI1PK",), sort_key=("GSI1SK",)),
        )
    },
)


def test_without_items_there_are_no_entities():
    assert inferred_things([]) == {}


def test_items_without_the_keys_of_the_table_are_none_of_it():
    assert inferred_things([{"id": {"S": "1"}}, {"PK": {"N": "1"}, "SK": {"S": "x"}}]) == {}


def test_of_one_item_nothing_is_told_but_its_shape():
    found = inferred_things([thing("USER#ada@x.de", name="Ada Lovelace")])["User"]
    assert written(found, "PK", "SK") == {"PK": "USER#{user_id}", "SK": "PROFILE"}
    assert found.entity.attributes["user_id"].value.options["provider"] == "email"
    assert found.added == ("user_id",)


def test_one_user_is_not_a_constant_of_all_their_orders():
    found = inferred_things([thing("USER#alice", f"ORDER#{number}") for number in range(40)])
    assert written(found["Order"], "PK", "SK") == {
        "PK": "USER#{user_id}",
        "SK": "ORDER#{order_id}",
    }
    assert "alice" not in str(found)


def test_names_in_capitals_or_alone_are_no_constants_either():
    loud = inferred_things([thing("USER#ALICE", f"ORDER#{number}") for number in range(40)])
    assert "ALICE" not in str(loud)
    alone = inferred_things(
        [thing(f"GROUP#{n}", name) for n in range(9) for name in ("ada", "bob")]
    )
    assert "bob" not in str(alone)
    status = inferred_things([thing("STATUS#ACTIVE", f"ORDER#{n}") for n in range(40)])
    assert written(status["Order"], "PK") == {"PK": "STATUS#ACTIVE"}


def test_items_that_are_all_the_same_are_one_entity():
    found = inferred_things([thing("USER#1", a="b")] * 40)
    assert list(found) == ["User"]


def test_words_that_begin_alike_are_different_words():
    items = [thing(f"USER#{number}") for number in range(30)]
    items += [thing(f"USERGROUP#{number}") for number in range(30)]
    items += [thing(f"USER#{number}", "SETTINGS") for number in range(20)]
    found = inferred_things(items)
    assert [written(one, "PK", "SK") for one in found.values()] == [
        {"PK": "USER#{user_id}", "SK": "PROFILE"},
        {"PK": "USERGROUP#{usergroup_id}", "SK": "PROFILE"},
        {"PK": "USER#{user_id}", "SK": "SETTINGS"},
    ]
    (parent,) = list(found.values())[2].entity.parents
    assert (parent.entity, parent.mean, parent.maximum) == ("User", 0.667, 1)


def test_dashes_and_colons_inside_a_part_do_not_divide_it():
    items = [
        thing(
            ID.format(number, number),
            f"AT#2026-01-02T10:00:{number:02}Z",
            id=ID.format(number, number),
        )
        for number in range(30)
    ]
    (found,) = inferred_things(items).values()
    assert written(found, "PK") == {"PK": "{id}"}
    assert found.entity.attributes["at_id"].value.maker == "timestamp"


def test_the_name_of_a_resource_is_one_part():
    arn = "arn:aws:sns:eu-west-1:123456789012:topic{}"
    items = [thing(f"TOPIC#{arn.format(n)}", arn=arn.format(n)) for n in range(30)]
    assert written(inferred_things(items)["Topic"], "PK") == {"PK": "TOPIC#{arn}"}
    bare = [thing(arn.format(number)) for number in range(30)]
    assert "123456789012" not in str(inferred_things(bare))


def test_addresses_with_a_plus_and_in_small_letters():
    items = [
        thing(f"EMAIL#user+{number}@x.de", email=f"User+{number}@X.de") for number in range(30)
    ]
    assert written(inferred_things(items)["Email"], "PK") == {"PK": "EMAIL#{email!l}"}


def test_words_and_values_of_other_alphabets():
    items = [thing(f"ÜBUNG#Jürgen{n}", f"Größe:{n}", ort=f"Jürgen{n}") for n in range(30)]
    (found,) = inferred_things(items).values()
    assert written(found, "PK") == {"PK": "ÜBUNG#{ort}"}


def test_numbers_are_padded_as_they_are_in_the_key():
    items = [thing(f"C#{n:05d}", f"O#{n}", number=n) for n in range(8, 30)]
    (found,) = inferred_things(items).values()
    assert written(found, "PK", "SK") == {"PK": "C#{number:05d}", "SK": "O#{number}"}


def test_a_thousand_attributes_are_no_more_than_that():
    items = [
        thing(f"C#{n}", **{f"a{one}": f"{one} of {n}" for one in range(1_000)}) for n in range(3)
    ]
    (found,) = inferred_things(items).values()
    assert len(found.entity.attributes) == 1_003


def test_colons_slashes_and_underscores_divide_where_all_keys_have_them():
    for by in (":", "/", "_", "|", "~"):
        items = [thing(f"user{by}{n}", f"order{by}{n + 7}") for n in range(30)]
        (found,) = inferred_things(items).values()
        assert written(found, "PK", "SK") == {
            "PK": f"user{by}{{user_id}}",
            "SK": f"order{by}{{order_id}}",
        }


def test_items_of_electrodb_are_told_by_what_it_calls_them():
    items = [
        thing(
            f"$shop#userid_u{n}",
            f"$order_1#orderid_o{n}",
            userId=f"u{n}",
            orderId=f"o{n}",
            __edb_e__="order",
        )
        for n in range(30)
    ]
    (found,) = inferred_things(items).values()
    assert found.entity.name == "Order"
    assert written(found, "PK", "SK") == {
        "PK": "$shop#userid_{userId}",
        "SK": "$order_1#orderid_{orderId}",
    }


def test_a_type_divides_items_whose_keys_look_alike():
    items = [thing(f"T#{n}", entity_type="Cat" if n % 3 else "Dog") for n in range(30)]
    assert {name: one.count for name, one in inferred_things(items).items()} == {
        "Cat": 20,
        "Dog": 10,
    }


def test_two_users_of_one_item_are_two_attributes():
    items = [thing(f"USER#u{n}", f"USER#u{n * 7 % 30}") for n in range(30)]
    (found,) = inferred_things(items).values()
    assert written(found, "PK", "SK") == {"PK": "USER#{user_id}", "SK": "USER#{user_id2}"}


def test_a_membership_belongs_to_both():
    items = [thing(f"STUDENT#s{n}") for n in range(60)]
    items += [thing(f"COURSE#c{n}", "DETAILS") for n in range(7)]
    items += [
        {
            **thing(f"STUDENT#s{n}", f"COURSE#c{n % 7}"),
            "GSI1PK": {"S": f"COURSE#c{n % 7}"},
            "GSI1SK": {"S": f"STUDENT#s{n}"},
        }
        for n in range(60)
    ]
    found = inferred_things(items, INDEXED)
    (one,) = [each for each in found.values() if len(each.entity.parents) == 2]
    assert written(one, "PK", "SK", "GSI1PK", "GSI1SK") == {
        "PK": "STUDENT#{student_id}",
        "SK": "COURSE#{course_id}",
        "GSI1PK": "COURSE#{course_id}",
        "GSI1SK": "STUDENT#{student_id}",
    }
    assert one.added == ()


def test_an_identifier_that_children_store_is_that_of_their_parent():
    items = [thing(f"CUSTOMER#c{n}", customerId=f"c{n}") for n in range(20)]
    items += [
        thing(f"CUSTOMER#c{n}", f"ORDER#o{n}{k}", customerId=f"c{n}")
        for n in range(20)
        for k in range(4)
    ]
    order = inferred_things(items)["Order"]
    assert written(order, "PK", "customerId") == {
        "PK": "CUSTOMER#{customerId}",
        "customerId": "{customerId}",
    }
    assert order.entity.parents[0].mean == 4


def _tasks(has_index):
    return [
        {
            **thing(f"TASK#{n}", status="open" if n % 4 == 0 else "done"),
            **({"GSI1PK": {"S": "OPEN"}, "GSI1SK": {"S": f"TASK#{n}"}} if has_index(n) else {}),
        }
        for n in range(100)
    ]


def test_a_sparse_index_holds_the_items_that_have_a_value():
    found = inferred_things(_tasks(lambda n: n % 4 == 0), INDEXED)["Task"].entity.attributes
    assert found["GSI1PK"].when == found["GSI1SK"].when == {"status": "open"}


def test_a_sparse_index_holds_as_large_a_share_as_was_sampled():
    found = inferred_things(_tasks(lambda n: n % 5 == 0), INDEXED)["Task"].entity.attributes
    assert (found["GSI1PK"].present, found["GSI1SK"].present) == (0.2, 1.0)


def test_numeric_and_binary_keys_are_made_as_they_are():
    table = Table(
        name="things",
        key=KeySchema(partition_key=("id",), sort_key=("at",)),
        attribute_types={"id": "B", "at": "N"},
    )
    items = [{"id": {"B": b"12"}, "at": {"N": f"{1_700_000_000 + n}"}} for n in range(30)]
    (found,) = inferred_things(items, table).values()
    assert written(found, "id", "at") == {"id": "binary_bytes", "at": "timestamp"}


def test_remarks_say_what_was_seen():
    items = [thing(f"USER#{n}", user_id=str(n) if n else "other") for n in range(60)]
    found = inferred_things(items)["User"]
    assert found.remarks[""] == "60 of 60 sampled items"
    assert found.remarks["PK"] == "in 59 of 60 items"
