"""Rules that write by PartiQL."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.embedded.properties.machine import INDEXES, Machine
from tests.embedded.properties.model import FAILED, Refused
from tests.embedded.properties.recount import same, written
from tests.embedded.properties.requests import attributes, scalars

DUPLICATE = "DuplicateItemException"
IN_REASONS = {DUPLICATE: "DuplicateItem", "ValidationException": "ValidationError"}
data = st.data()


class Stating(Machine):
    """Items are inserted, updated and deleted by statements."""

    @rule(data=data)
    def insert(self, data):
        item = self.an_item(data.draw)

        def plan():
            self.insertable(item)
            return None, item

        self.write(plan, self.client.execute_statement, insertion(item))

    @rule(data=data, name=st.sampled_from(sorted(scalars)))
    def update_by_statement(self, data, name):
        key, value = self.a_key(data.draw), data.draw(scalars[name])
        request = {
            "Statement": f'UPDATE "things" SET {name} = ? WHERE {where(key)} RETURNING ALL NEW *',
            "Parameters": [value, *key.values()],
        }

        def plan():
            old = self.table.get(key)
            new = {**(old or key), name: value}
            if old is None:
                raise Refused(FAILED)
            self.table.check(new)
            return old, new

        done = self.write(plan, self.client.execute_statement, request)
        if done:
            assert same(done[1], done[2]["Items"][0])

    @rule(data=data)
    def delete_by_statement(self, data):
        key = self.a_key(data.draw)
        done = self.write(
            lambda: self.table.planned_delete(key),
            self.client.execute_statement,
            deletion(key),
            key,
        )
        assert done

    @rule(data=data)
    def statements_together(self, data):
        """INSERT and DELETE statements, one by one in a batch or as a transaction."""
        keys = self.some_keys(data.draw, 3)
        items = [data.draw(attributes()) | key for key in keys]
        deleting = [data.draw(st.booleans()) for _ in keys]
        statements = [
            deletion(key) if deletes else insertion(item)
            for key, item, deletes in zip(keys, items, deleting, strict=True)
        ]
        changes, failures = [], []
        for item, deletes in zip(items, deleting, strict=True):
            try:
                old, new = self.table.get(item), None if deletes else item
                if not deletes:
                    self.insertable(item)
                changes.append((old, new))
                failures.append("None")
            except Refused as refused:
                failures.append(IN_REASONS[refused.code])
        if data.draw(st.booleans()):
            answer = self.client.batch_execute_statement(Statements=statements)
            told = [each.get("Error", {"Code": "None"})["Code"] for each in answer["Responses"]]
            assert told == failures
        elif len(changes) == len(keys):
            answer = self.client.execute_transaction(TransactStatements=statements, **INDEXES)
            assert answer["ConsumedCapacity"] == [written(self.table, changes, transactional=True)]
        else:
            with self.refused("TransactionCanceledException") as error:
                self.client.execute_transaction(TransactStatements=statements)
            told = error.value.response["CancellationReasons"]
            assert [reason["Code"] for reason in told] == failures
            changes = []
        for old, new in changes:
            if new or old:
                self.table.set(new or old, new)

    def insertable(self, item):
        self.table.check(item)
        if self.table.get(item):
            raise Refused(DUPLICATE)


def insertion(item):
    """The statement that inserts an item."""
    members = ", ".join(f"'{name}': ?" for name in item)
    return {
        "Statement": f'INSERT INTO "things" VALUE {{{members}}}',
        "Parameters": list(item.values()),
    }


def deletion(key):
    """The statement that deletes an item."""
    return {
        "Statement": f'DELETE FROM "things" WHERE {where(key)}',
        "Parameters": list(key.values()),
    }


def where(key):
    return " AND ".join(f"{name} = ?" for name in key)
