"""From the forms of indexes to indexes, with DynamoDB's own rules checked."""

import re

from pytest_dynamo.design.forms.tables import IndexForm
from pytest_dynamo.design.mistakes import Mistakes, Where, quoted
from pytest_dynamo.design.reading.keys import MAX_INDEX_KEY_ATTRIBUTES, AttributeTypes
from pytest_dynamo.design.reading.table_settings import insights, provisioned, units
from pytest_dynamo.design.values import Design, Index, KeySchema, Projection

_NAME = re.compile(r"[a-zA-Z0-9_.-]{3,255}\Z")


class IndexReader:
    """Reads the indexes of one table."""

    def __init__(
        self, key: KeySchema, types: AttributeTypes, mistakes: Mistakes, *, is_provisioned: bool
    ) -> None:
        self.table_key = key
        self.types = types
        self.mistakes = mistakes
        self.is_provisioned = is_provisioned

    def index(self, name: str, form: IndexForm, where: Where) -> Index:
        """One index, with its mistakes noted."""
        check_name(name, "index", where, self.mistakes)
        key = self._local_key(form, where) if form.type == "local" else self._key(form, where)
        check_distinct(key, where, self.mistakes)
        self._check_throughput(form, where)
        return Index(
            name=name,
            kind=form.type,
            key=key,
            projection=self._projection(form, where),
            provisioned=provisioned(form.billing_mode, (*where, "billing_mode"), self.mistakes),
            max_throughput=units(form.max_throughput),
            warm_throughput=units(form.warm_throughput),
            contributor_insights=insights(form.contributor_insights),
            place=self.mistakes.place(where),
        )

    def _key(self, form: IndexForm, where: Where) -> KeySchema:
        if form.partition_key is None and not self.mistakes.has_lost(where):
            self.mistakes.add(where, "a global index needs a partition_key")
        return self.types.key(
            form.partition_key, form.sort_key, where, most=MAX_INDEX_KEY_ATTRIBUTES
        )

    def _local_key(self, form: IndexForm, where: Where) -> KeySchema:
        """The key of a local index: its table's partition key, and a sort key of its own."""
        given = self.types.key(form.partition_key, form.sort_key, where)
        own = self.table_key.partition_key
        if given.partition_key and given.partition_key != own:
            message = f"a local index has its table's partition key, {', '.join(own)}; leave it out"
            self.mistakes.add((*where, "partition_key"), message)
        if not given.sort_key and not self.mistakes.has_lost(where):
            self.mistakes.add(where, "a local index needs a sort_key")
        if not self.table_key.sort_key and not self.mistakes.has_lost(where[:2]):
            self.mistakes.add(where, "a table without a sort key takes no local index")
        return KeySchema(partition_key=own, sort_key=given.sort_key)

    def _check_throughput(self, form: IndexForm, where: Where) -> None:
        is_local = form.type == "local"
        for setting in ("billing_mode", "max_throughput", "warm_throughput"):
            if is_local and getattr(form, setting) is not None:
                self.mistakes.add((*where, setting), "a local index shares its table's throughput")
        if is_local and form.contributor_insights:
            # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html
            message = "is for tables and global indexes; a local index has none of its own"
            self.mistakes.add((*where, "contributor_insights"), message)
        if is_local:
            return
        if self.is_provisioned and form.max_throughput:
            message = "is for on-demand tables; this one is provisioned"
            self.mistakes.add((*where, "max_throughput"), message)
        if self.is_provisioned and not form.billing_mode:
            if not self.mistakes.has_lost((*where, "billing_mode")):
                units = "{read_capacity_units: …, write_capacity_units: …}"
                message = f"the table is provisioned, so this index needs billing_mode: {units}"
                self.mistakes.add(where, message)
        elif form.billing_mode and not self.is_provisioned:
            message = "the table is on demand, and its global indexes are too; leave it out"
            self.mistakes.add((*where, "billing_mode"), message)

    def _projection(self, form: IndexForm, where: Where) -> Projection:
        if isinstance(form.projection, str):
            return Projection(kind=form.projection)
        for name in dict.fromkeys(form.projection):
            if form.projection.count(name) > 1:
                self.mistakes.add((*where, "projection"), f"'{name}' is projected twice")
        return Projection(kind="INCLUDE", attributes=tuple(form.projection))


def check_projections(design: Design, mistakes: Mistakes) -> None:
    """Note what is projected and no item has. Of a table without entities nobody knows its items."""
    for table in design.tables.values():
        entities = [one for one in design.entities.values() if one.table == table.name]
        names = (name for entity in entities for name in entity.attributes)
        known = dict.fromkeys((*table.attribute_types, *names))
        for index in table.indexes.values() if entities else ():
            where = ("tables", table.name, "indexes", index.name, "projection")
            for position, name in enumerate(index.projection.attributes):
                if name not in known:
                    mistakes.unknown((*where, position), name, "attribute", known)


def check_name(name: str, kind: str, where: Where, mistakes: Mistakes) -> None:
    """Note that a table or index cannot have its name."""
    if not _NAME.match(name):
        mistakes.add(
            where,
            f"{quoted(name)} is not a name for {'an' if kind == 'index' else 'a'} {kind}; names have"
            " 3 to 255 letters, digits, '_', '-' and '.'",
        )


def check_distinct(key: KeySchema, where: Where, mistakes: Mistakes) -> None:
    """Note that an attribute is in a key twice."""
    for name in sorted(set(key.partition_key) & set(key.sort_key)):
        mistakes.add((*where, "sort_key"), f"'{name}' is the partition key already")
