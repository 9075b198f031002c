"""Whatever is done in whatever order, the engine holds what plain dictionaries hold."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.embedded.properties.machine import named
from tests.embedded.properties.reading import Reading
from tests.embedded.properties.requests import definitions, refusals
from tests.embedded.properties.stating import Stating
from tests.embedded.properties.writing import Writing

data = st.data()


class Everything(Writing, Stating, Reading):
    """Beside reads and writes: time, indexes that come and go, backups, and what is refused."""

    @rule(seconds=st.sampled_from([1, 30, 60]))
    def pass_time(self, seconds):
        self.now += seconds

    @rule(data=data)
    def fail(self, data):
        operation, request, code = data.draw(
            st.sampled_from(refusals(self.table, self.a_key(data.draw)))
        )
        with self.refused(code):
            getattr(self.client, operation)(**request)

    @precondition(lambda self: len(self.table.indexes) > len(self.table.dropped))
    @rule(name=st.sampled_from(["by_group", "sparse"]))
    def drop_or_add_index(self, name):
        table = self.table
        if name in table.indexes:
            table.dropped[name] = table.indexes.pop(name)
            change = {"Delete": {"IndexName": name}}
            attribute_types = {}
        else:
            index = table.indexes[name] = table.dropped.pop(name)
            change = {"Create": index.definition()}
            used = [*table.key]
            for each in table.indexes.values():
                used += [*each.partition, *each.sort]
            attribute_types = {"AttributeDefinitions": definitions(table, used)}
        self.client.update_table(
            TableName="things", GlobalSecondaryIndexUpdates=[change], **attribute_types
        )

    @rule()
    def back_up_and_restore(self):
        backup = self.client.create_backup(TableName="things", BackupName="backup")
        restored = "restored"
        self.client.restore_table_from_backup(
            TargetTableName=restored, BackupArn=backup["BackupDetails"]["BackupArn"]
        )
        for name in (None, *self.table.indexes):
            ours = self.pages(self.client.scan, named(name, "things"), [100])
            theirs = self.pages(self.client.scan, named(name, restored), [100])
            assert ours[0] == theirs[0]
        self.client.delete_table(TableName=restored)


TestEverything = Everything.TestCase
TestEverything.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
