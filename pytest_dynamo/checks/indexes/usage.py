"""PD201 and PD202: indexes that hold nothing, and indexes that nobody reads."""

from collections.abc import Iterator

from pytest_dynamo.checks.capacity.wording import names, resource
from pytest_dynamo.checks.facts import Facts
from pytest_dynamo.checks.values import Finding, Rule
from pytest_dynamo.design.values import Index, Table
from pytest_dynamo.forecast.figures import bytes_text, number_text, percent_text

_GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"

EMPTY = Rule(
    id="PD201",
    title="No item is in an index.",
    severity="warning",
    why=(
        "An item is in an index if it has all of the index's key attributes. Where no entity has them, the "
        "index stays empty, and whatever reads it finds nothing."
    ),
    fix="Give the items that are to be found there its key attributes, or remove the index.",
    link=f"{_GUIDE}/bp-indexes-general-sparse-indexes.html",
)

UNREAD = Rule(
    id="PD202",
    title="No access pattern reads an index.",
    severity="warning",
    why=(
        "Each write of an item that is in an index is a write of the index as well, paid for by its own "
        "units, and its entries are paid for as storage. An index that nobody reads costs that for nothing."
    ),
    fix="Remove the index, or write down the access pattern that reads it.",
    link=f"{_GUIDE}/bp-indexes-general.html",
)


def empty_indexes(facts: Facts) -> Iterator[Finding]:
    """A finding for each index of which no entity of its table has all key attributes."""
    for table in facts.design.tables.values():
        if not facts.entities_in(table):
            continue
        for index in table.indexes.values():
            if not facts.entities_in(table, index):
                yield _empty(facts, table, index)


def _empty(facts: Facts, table: Table, index: Index) -> Finding:
    lacking = {
        entity.name: [name for name in index.key.attributes if name not in entity.attributes]
        for entity in facts.entities_in(table)
    }
    nearest = min(lacking, key=lambda name: len(lacking[name]))
    readers = [plan.pattern.name for plan in facts.readers(table, index)]
    verb = "reads" if len(readers) == 1 else "read"
    finds = "finds" if len(readers) == 1 else "find"
    return EMPTY.finding(
        place=index.place,
        subject=resource(table, index),
        found=f"no entity has all key attributes of {resource(table, index)}; {nearest} is without {names(lacking[nearest])}",
        means=f"{names(readers)} {verb} it, and {finds} nothing" if readers else "it stays empty",
        fix=f"give the items that are to be found there {names(index.key.attributes)}, or remove the index",
    )


def unread_indexes(facts: Facts) -> Iterator[Finding]:
    """A finding for each index with items in it that no access pattern reads."""
    if not facts.design.access_patterns:
        return
    for table in facts.design.tables.values():
        named = {
            pattern.index
            for pattern in facts.design.access_patterns.values()
            if pattern.table == table.name
        }
        for index in table.indexes.values():
            is_read = index.name in named or bool(facts.readers(table, index))
            if not is_read and facts.entities_in(table, index):
                yield UNREAD.finding(
                    place=index.place,
                    subject=resource(table, index),
                    found=f"no access pattern reads {resource(table, index)}",
                    means=_cost(facts, table, index),
                    fix="remove it, or write down the access pattern that reads it",
                )


def _cost(facts: Facts, table: Table, index: Index) -> str:
    """What the writes of an index take, of all writes of its table, and what it stores."""
    units = {one.name: index_units(facts, table, one) for one in table.indexes.values()}
    own = sum(
        write.items_per_second * facts.samples.table_units(entity.name, write)
        for entity in facts.entities_in(table)
        for write in facts.writes(entity.name)
    )
    total = own + sum(units.values())
    stored = sum(
        facts.counts.items(entity.name)
        * facts.counts.share(entity.name, index.key.attributes)
        * facts.samples.entry_bytes(entity.name, table, index)
        for entity in facts.entities_in(table, index)
    )
    taken = units[index.name]
    if not taken:
        return (
            f"it stores {bytes_text(stored)}, modelled; the declared patterns write nothing to it"
        )
    return (
        f"its writes take {number_text(taken)} of the {number_text(total)} write units a second that the "
        f"declared rates take of table {table.name} and its indexes, {percent_text(taken / total)}, and "
        f"its entries {bytes_text(stored)}, modelled"
    )


def index_units(facts: Facts, table: Table, index: Index) -> float:
    """The write units a second that the declared rates take on an index, modelled."""
    return sum(
        write.items_per_second * facts.samples.index_units(entity.name, table, index, write)
        for entity in facts.entities_in(table, index)
        for write in facts.writes(entity.name)
    )
