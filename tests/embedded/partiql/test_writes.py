"""What INSERT, UPDATE and DELETE do to an item, and what they give of it."""

import pytest

A1 = "pk = 'a' AND sk = '1'"


def refused(service, statement, **options):
    return service.refusal("ExecuteStatement", Statement=statement, **options)


# INSERT


def test_an_item_is_inserted_with_values_of_every_kind(service):
    answer = service.execute(
        "INSERT INTO \"things\" VALUE {'pk': ?, 'sk': 'x', 'n': -1.50, 'e': 1e3, 'b': true, "
        "'nil': null, 't': 'it''s', 'l': [1, 'x', {'a': null}, [<<1, 2>>]], 'p': (1, 2), 'm': {}, "
        "'li': [], 's': <<'a', 'b'>>, 'plus': + 5, 'minus': - - 5, 'small': .5, 'any': ?}",
        {"S": "new"},
        {"M": {"deep": {"N": "1.0"}}},
    )
    assert answer == {"Items": []}
    assert service.item("new", "x") == {
        "pk": {"S": "new"},
        "sk": {"S": "x"},
        "n": {"N": "-1.5"},
        "e": {"N": "1000"},
        "b": {"BOOL": True},
        "nil": {"NULL": True},
        "t": {"S": "it's"},
        "l": {
            "L": [
                {"N": "1"},
                {"S": "x"},
                {"M": {"a": {"NULL": True}}},
                {"L": [{"NS": ["1", "2"]}]},
            ]
        },
        "p": {"L": [{"N": "1"}, {"N": "2"}]},
        "m": {"M": {}},
        "li": {"L": []},
        "s": {"SS": ["a", "b"]},
        "plus": {"N": "5"},
        "minus": {"N": "5"},
        "small": {"N": "0.5"},
        "any": {"M": {"deep": {"N": "1"}}},
    }


def test_an_item_is_inserted_once(service):
    before = service.item("a", "1")
    statement = "INSERT INTO things VALUE {'pk': 'a', 'sk': '1'}"
    assert refused(service, statement, ReturnValuesOnConditionCheckFailure="ALL_OLD") == (
        "DuplicateItemException",
        "Duplicate primary key exists in table",
        {},
    )
    assert service.item("a", "1") == before


def test_keys_of_indexes_are_checked_before_the_item_is_looked_for(service):
    code, message, _ = refused(service, "INSERT INTO things VALUE {'pk':'a','sk':'1','grp':1}")
    assert code == "ValidationException"
    assert message.startswith("One or more parameter values were invalid: Type mismatch for Index")


# UPDATE


@pytest.mark.parametrize(
    ("changes", "returning", "found"),
    [
        ("SET x = 1", "", []),
        ("SET x = 1, y = 'q'", "MODIFIED NEW", [{"x": {"N": "1"}, "y": {"S": "q"}}]),
        ("SET x = 1 SET num = 7", "MODIFIED OLD", [{"num": {"N": "1"}}]),
        ("SET note = 'new' REMOVE x", "MODIFIED NEW", [{"note": {"S": "new"}}]),
        ("REMOVE note REMOVE num", "MODIFIED OLD", [{"note": {"S": "n"}, "num": {"N": "1"}}]),
        ("REMOVE note", "MODIFIED NEW", []),
        ("SET num = num + 5", "MODIFIED NEW", [{"num": {"N": "6"}}]),
        ("SET x = 5 - num - 1", "MODIFIED NEW", [{"x": {"N": "3"}}]),
        ("SET x = num", "MODIFIED NEW", [{"x": {"N": "1"}}]),
        ("SET x = l[1].x", "MODIFIED NEW", [{"x": {"S": "y"}}]),
        ("SET x = if_not_exists(x, 7) + 1", "MODIFIED NEW", [{"x": {"N": "8"}}]),
        (
            "SET x = list_append([0], list_append(l, [2]))",
            "MODIFIED NEW",
            [{"x": {"L": [{"N": "0"}, {"N": "1"}, {"M": {"x": {"S": "y"}}}, {"N": "2"}]}}],
        ),
        ("SET ss = set_add(ss, <<'c'>>)", "MODIFIED NEW", [{"ss": {"SS": ["a", "b", "c"]}}]),
        ("SET x = SET_ADD(x, <<1>>)", "MODIFIED NEW", [{"x": {"NS": ["1"]}}]),
        ("SET ss = set_delete(ss, <<'a'>>)", "MODIFIED NEW", [{"ss": {"SS": ["b"]}}]),
        ("SET ss = set_delete(ss, <<'a', 'b'>>)", "MODIFIED NEW", []),
        ("SET x = null", "MODIFIED NEW", [{"x": {"NULL": True}}]),
        ("SET m['a'] = {'c': [1]}", "", []),
    ],
)
def test_an_item_is_changed(service, changes, returning, found):
    clause = f" RETURNING {returning} *" if returning else ""
    assert service.items(f"UPDATE things {changes} WHERE {A1}{clause}") == found


def test_parts_of_attributes_are_changed(service):
    service.execute(f"UPDATE things SET l[0] = 5 SET l[9] = 6 SET m.c = 7 REMOVE m.a WHERE {A1}")
    item = service.item("a", "1")
    assert item["l"] == {"L": [{"N": "5"}, {"M": {"x": {"S": "y"}}}, {"N": "6"}]}
    assert item["m"] == {"M": {"b": {"L": [{"S": "q"}]}, "c": {"N": "7"}}}


def test_an_update_gives_the_whole_item_before_and_after(service):
    before = service.item("a", "1")
    assert service.items(f"UPDATE things SET x = 1 WHERE {A1} RETURNING ALL OLD *") == [before]
    assert service.items(f"UPDATE things SET x = 2 WHERE {A1} RETURNING ALL NEW *") == [
        {**before, "x": {"N": "2"}}
    ]


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("pk = 'a' AND sk = '1' AND num = 1", True),
        ("(x IS MISSING OR x = 2) AND sk = '1' AND 'a' = pk", True),
        ("pk = 'a' AND sk = '1' AND sk = '1' AND sk > '0' AND NOT pk = 'b'", True),
        ("pk = 'a' AND sk = '1' AND num = 7", False),
        ("pk = 'a' AND sk = '9'", False),
        ("pk = 'a' AND sk = '9' AND x IS MISSING", False),
    ],
)
def test_an_update_needs_the_item_and_its_condition(service, condition, holds):
    statement = f"UPDATE things SET x = 1 WHERE {condition}"
    if holds:
        assert service.execute(statement) == {"Items": []}
        assert service.item("a", "1")["x"] == {"N": "1"}
    else:
        assert refused(service, statement) == (
            "ConditionalCheckFailedException",
            "The conditional request failed",
            {},
        )
        assert "x" not in service.item("a", "1")
        assert service.item("a", "9") is None


def test_a_failed_condition_shows_the_item_if_asked(service):
    before = service.item("a", "1")
    for statement in (
        f"UPDATE things SET x = 1 WHERE {A1} AND num = 7",
        f"DELETE FROM things WHERE {A1} AND num = 7",
    ):
        found = refused(service, statement, ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert found[2] == {"Item": before}


def test_the_key_of_an_item_stays(service):
    what = "One or more parameter values were invalid: Cannot update attribute sk."
    assert refused(service, f"UPDATE things SET sk = 'x' WHERE {A1}")[1] == (
        f"{what} This attribute is part of the key"
    )
    # Whether there is such an item is looked at first.
    assert refused(service, "UPDATE things SET sk = 'x' WHERE pk = 'q' AND sk = '1'")[0] == (
        "ConditionalCheckFailedException"
    )


def test_an_item_stays_below_the_limit(service):
    statement = f"UPDATE things SET x = ? WHERE {A1}"
    parameters = [{"S": "x" * 409_600}]
    found = service.refusal("ExecuteStatement", Statement=statement, Parameters=parameters)
    assert found[:2] == (
        "ValidationException",
        "Item size to update has exceeded the maximum allowed size",
    )


# DELETE


def test_an_item_is_deleted(service):
    before = service.item("a", "1")
    assert service.items(f"DELETE FROM things WHERE {A1} RETURNING ALL OLD *") == [before]
    assert service.item("a", "1") is None
    assert service.items(f"DELETE FROM things WHERE {A1} RETURNING ALL OLD *") == []


def test_deleting_what_is_not_there_is_no_fault_whatever_the_condition(service):
    for condition in ("", " AND num = 1", " AND num IS MISSING"):
        statement = f"DELETE FROM things WHERE pk = 'q' AND sk = '1'{condition}"
        assert service.execute(statement) == {"Items": []}


def test_a_delete_needs_its_condition(service):
    assert refused(service, f"DELETE FROM things WHERE {A1} AND num = 7") == (
        "ConditionalCheckFailedException",
        "The conditional request failed",
        {},
    )
    assert service.execute(f"DELETE FROM things WHERE {A1} AND num = 1") == {"Items": []}


# What follows the writes


def test_indexes_and_streams_follow_the_writes(service):
    table = service.database.tables["things"]
    records = []

    class Stream:
        def add(self, old, new):
            records.append((old and old.item().get("grp"), new and new.item().get("grp")))

    table.stream = Stream()
    service.execute("INSERT INTO things VALUE {'pk': 'n', 'sk': '1', 'grp': 'x', 'num': 1}")
    service.execute("UPDATE things SET grp = 'y' WHERE pk = 'n' AND sk = '1'")
    assert service.keys("SELECT * FROM things.by_group WHERE grp IN ['x', 'y']") == ["n1"]
    service.execute("DELETE FROM things WHERE pk = 'n' AND sk = '1'")
    assert service.keys("SELECT * FROM things.by_group WHERE grp IN ['x', 'y']") == []
    assert records == [(None, {"S": "x"}), ({"S": "x"}, {"S": "y"}), ({"S": "y"}, None)]
