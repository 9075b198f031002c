"""What writes took on indexes, as DynamoDB reported it (eu-west-2, August 2026).

Arms are `(total, table, global index, local index)`; None is an arm the answer leaves out.
"""

import pytest

LARGE = "x" * 3_000


class TestTableR:
    """The global index projects proj, the local index everything."""

    @pytest.fixture(autouse=True)
    def table(self, table_r):
        """Keys pk and sk."""

    @pytest.fixture
    def seeded(self, put):
        """An item in both indexes."""
        put(pk="b", sk="1", gsiPk="g", lsiSk="L1", proj="p", other="o")

    def test_put_with_the_key_of_the_global_index(self, put):
        assert put(pk="a", sk="1", gsiPk="g") == (2, 1, 1, None)

    def test_put_without_an_index_key(self, put):
        assert put(pk="a", sk="1", other="o") == (1, 1, None, None)

    def test_put_with_the_key_of_the_local_index(self, put):
        assert put(pk="a", sk="1", lsiSk="L1") == (2, 1, None, 1)

    def test_put_with_both_keys(self, put):
        assert put(pk="a", sk="1", gsiPk="g", lsiSk="L1") == (3, 1, 1, 1)

    def test_put_of_the_identical_item(self, put):
        put(pk="a", sk="1", gsiPk="g", proj="p")

        assert put(pk="a", sk="1", gsiPk="g", proj="p") == (1, 1, None, None)

    def test_put_of_a_set_in_another_order(self, put):
        put(pk="a", sk="1", gsiPk="g", proj={"SS": ["a", "b", "c"]})

        reordered = {"SS": ["c", "a", "b"]}
        assert put(pk="a", sk="1", gsiPk="g", proj=reordered) == (1, 1, None, None)

    def test_update_of_an_attribute_the_global_index_does_not_project(self, seeded, update):
        assert update("b", "SET #other = :o", o="o2") == (2, 1, None, 1)

    def test_update_of_a_projected_attribute(self, seeded, update):
        assert update("b", "SET proj = :p", p="p2") == (3, 1, 1, 1)

    def test_update_of_the_global_key(self, seeded, update):
        assert update("b", "SET gsiPk = :g", g="g2") == (4, 1, 2, 1)

    def test_removal_of_the_global_key(self, seeded, update):
        assert update("b", "REMOVE gsiPk") == (3, 1, 1, 1)

    def test_delete(self, seeded, delete):
        assert delete("b") == (3, 1, 1, 1)

    def test_the_updates_in_sequence(self, seeded, update, delete):
        assert [
            update("b", "SET #other = :o", o="o2"),
            update("b", "SET proj = :p", p="p2"),
            update("b", "SET gsiPk = :g", g="g2"),
            update("b", "REMOVE gsiPk"),
            delete("b"),
        ] == [(2, 1, None, 1), (3, 1, 1, 1), (4, 1, 2, 1), (3, 1, 1, 1), (2, 1, None, 1)]

    def test_delete_of_an_item_in_no_index(self, put, delete):
        put(pk="c", sk="1", other="o")

        assert delete("c") == (1, 1, None, None)

    def test_the_total_has_no_arms(self, seeded, consumed):
        assert consumed(
            "update_item",
            mode="TOTAL",
            TableName="things",
            Key={"pk": {"S": "b"}, "sk": {"S": "1"}},
            UpdateExpression="SET gsiPk = :g",
            ExpressionAttributeValues={":g": {"S": "g2"}},
        ) == {"TableName": "things", "CapacityUnits": 4.0}

    def test_put_that_shrinks_and_grows_an_item(self, put):
        put(pk="a", sk="1", proj=LARGE)

        assert put(pk="a", sk="1", proj="p") == (3, 3, None, None)
        assert put(pk="a", sk="1", proj=LARGE) == (3, 3, None, None)

    def test_batch_put_that_shrinks_an_item(self, put, arms):
        put(pk="a", sk="1", proj=LARGE)
        tiny = {"pk": {"S": "a"}, "sk": {"S": "1"}, "proj": {"S": "p"}}
        requests = {"things": [{"PutRequest": {"Item": tiny}}]}

        assert arms("batch_write_item", RequestItems=requests) == (3, 3, None, None)


class TestTableS:
    """Both indexes project proj."""

    @pytest.fixture(autouse=True)
    def table(self, table_s):
        """Keys pk and sk."""

    def test_s1_put_of_a_large_item_with_a_small_entry(self, put):
        assert put(pk="s1", sk="1", gsiPk="g", proj="p", other=LARGE) == (4, 3, 1, None)

    def test_s2_shrinking_entry(self, put, update):
        put(pk="s2", sk="1", gsiPk="g", proj=LARGE)

        assert update("s2", "SET proj = :p", p="p") == (6, 3, 3, None)

    def test_s3_growing_entry(self, put, update):
        put(pk="s3", sk="1", gsiPk="g", proj="p")

        assert update("s3", "SET proj = :p", p=LARGE) == (6, 3, 3, None)

    def test_r2_changed_entry_of_two_units(self, put, update):
        put(pk="r2", sk="1", gsiPk="g", proj="x" * 1_500)

        assert update("r2", "SET proj = :p", p="y" * 1_500) == (4, 2, 2, None)

    def test_s6_delete(self, put, delete):
        put(pk="s6", sk="1", gsiPk="g", proj=LARGE)

        assert delete("s6") == (6, 3, 3, None)

    def test_s7_removal_of_the_index_key(self, put, update):
        put(pk="s7", sk="1", gsiPk="g", proj=LARGE)

        assert update("s7", "REMOVE gsiPk") == (6, 3, 3, None)

    def test_l1_growing_entry_of_the_local_index(self, put, update):
        put(pk="l1", sk="1", lsiSk="L", proj="p")

        assert update("l1", "SET proj = :p", p=LARGE) == (6, 3, None, 3)


class TestPartiQL:
    """Statements take what the operation they stand for takes; table R."""

    @pytest.fixture(autouse=True)
    def table(self, table_r):
        """Keys pk and sk."""

    @pytest.fixture
    def statement(self, arms):
        """Executes a statement; answers the arms."""
        return lambda text: arms("execute_statement", Statement=text)

    INSERT_BOTH = (
        "INSERT INTO things VALUE {'pk': 'a', 'sk': '1', 'gsiPk': 'g', 'lsiSk': 'L', 'proj': 'p'}"
    )
    WHERE = "WHERE pk = 'a' AND sk = '1'"

    def test_c1_insert_with_both_index_keys(self, statement):
        assert statement(self.INSERT_BOTH) == (3, 1, 1, 1)

    def test_c2_update_of_an_attribute_one_index_has(self, statement):
        statement(self.INSERT_BOTH)

        assert statement(f"UPDATE things SET \"other\" = 'o' {self.WHERE}") == (2, 1, None, 1)

    def test_c3_update_of_the_global_key(self, statement):
        statement(self.INSERT_BOTH)

        assert statement(f"UPDATE things SET gsiPk = 'g2' {self.WHERE}") == (4, 1, 2, 1)

    def test_c4_removal_of_the_global_key(self, statement):
        statement(self.INSERT_BOTH)

        assert statement(f"UPDATE things REMOVE gsiPk {self.WHERE}") == (3, 1, 1, 1)

    def test_c5_delete_of_3_kb(self, put, statement):
        put(pk="a", sk="1", gsiPk="g", proj=LARGE)

        assert statement(f"DELETE FROM things {self.WHERE}") == (6, 3, 3, None)

    def test_delete_of_nothing(self, statement):
        assert statement(f"DELETE FROM things {self.WHERE}") == (1, 1, None, None)

    def test_d1_transaction_of_an_insert(self, arms):
        statements = [{"Statement": self.INSERT_BOTH}]

        assert arms("execute_transaction", TransactStatements=statements) == (4, 2, 1, 1)

    def test_d2_transaction_of_an_insert_and_a_move(self, put, arms):
        put(pk="b", sk="1", gsiPk="g", lsiSk="L")
        move = "UPDATE things SET gsiPk = 'g2' WHERE pk = 'b' AND sk = '1'"
        statements = [{"Statement": self.INSERT_BOTH}, {"Statement": move}]

        assert arms("execute_transaction", TransactStatements=statements) == (9, 4, 3, 2)
