"""The export of a script for the AWS CLI that compares tables with a design, and tries an item of each entity."""

import re
from collections.abc import Iterator
from shlex import quote

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss
from pytest_dynamo.interop.verify_script.items import Item, json_text, marked_items, queries_of
from pytest_dynamo.interop.verify_script.properties import properties_of
from pytest_dynamo.interop.verify_script.shell import ASKING, HEAD, TAIL

_USAGE = """\
Verifies the tables of the design {name} with the AWS CLI.

usage: {file} [--endpoint-url URL] [--tables-only] [--yes] [-h]

Compares each table with the design: status, keys, indexes, billing, protection. Then puts an item of
each entity whose partition key begins with VERIFY# (numbers: a large negative one), reads it by its
key and by a Query on the table and on each of its indexes, and deletes it. There is no Scan.

  --endpoint-url URL  a DynamoDB elsewhere, such as http://localhost:8000
  --tables-only       put no items
  --yes               put items in an account; not needed where the URL is of this machine

AWS_PROFILE and AWS_REGION say which account and region. The exit code is 0 if everything is as
designed, 1 if something differs, 2 if it was not asked properly."""

_SPECIAL = re.compile(r'[\\$`"]')
_TABLE_SETTINGS = (
    "max_throughput",
    "warm_throughput",
    "contributor_insights",
    "resource_policy",
    "kinesis_stream",
    "tags",
    "replicas",
    "multi_region_consistency",
    "vector_indexes",
)
_INDEX_SETTINGS = ("max_throughput", "warm_throughput", "contributor_insights")


def script(design: Design) -> str:
    """The text of the script."""
    items = list(marked_items(design))
    return "".join(f"{line}\n" for line in _lines(design, items))


def _lines(design: Design, items: list[tuple[str, Table, Item]]) -> Iterator[str]:
    usage = _USAGE.format(name=_data(design.name), file=_file_name(design))
    yield HEAD.replace("@USAGE@", usage).rstrip("\n")
    for table in design.tables.values():
        yield f"\ntable={_quoted(table.name)}"
        for one in properties_of(table):
            name, expected = _quoted(one.name), _quoted(one.expected)
            yield f"same {name} {expected} {one.command} \\\n  {_readable(one.query)}"
    yield ASKING.replace("@COUNT@", str(len(items))).rstrip("\n")
    for name, table, item in items:
        yield from _item(name, table, item)
    yield TAIL.rstrip("\n")


def _item(name: str, table: Table, item: Item) -> Iterator[str]:
    """Put an item, and if that went well read it in every way; it is deleted at the end."""
    key = {each: item[each] for each in table.key.attributes}
    names = {"#pk": table.key.partition_key[0]}
    yield f"\ntable={_quoted(table.name)}"
    yield f"if put_item {_quoted(name)} \\"
    yield f"  {_quoted(json_text(item))} \\"
    yield f"  {_quoted(json_text(key))} {_quoted(json_text(names))}; then"
    yield "  get_item"
    for index, asked in queries_of(item, table):
        where = f"index {index}" if index else "the table"
        yield f"  query_item {_quoted(where)} {_quoted(asked.condition)} \\"
        option = f" {_quoted(f'--index-name={index}')}" if index else " --consistent-read"
        yield f"    {_quoted(json_text(asked.names))} {_quoted(json_text(asked.values))}{option}"
    yield "fi"


def _quoted(text: str) -> str:
    return quote(_data(text))


def _readable(query: str) -> str:
    r"""A query in double quotes, as it is full of single ones.

    https://www.gnu.org/software/bash/manual/html_node/Double-Quotes.html

    >>> print(_readable("a || `[]`"))
    "a || \`[]\`"
    """
    return '"' + _SPECIAL.sub(r"\\\g<0>", _data(query)) + '"'


def _data(text: str) -> str:
    """No shell holds NUL in an argument."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _file_name(design: Design) -> str:
    return f"verify-{design.name}.sh"


def _losses(design: Design, tried: set[str]) -> Iterator[Loss]:
    for name in ("description", "access_patterns", "roles", "seeds", "workload", "ignore"):
        if getattr(design, name):
            yield Loss(where=name, message="is no part of the script")
    for name in design.entities:
        kept = "one item is put, read and deleted; how many there are and how they are made is not in it"
        message = kept if name in tried else "no example item can be made, so none is put"
        yield Loss(where=f"entities.{name}", message=message)
    for table in design.tables.values():
        yield from _table_losses(table)


def _table_losses(table: Table) -> Iterator[Loss]:
    where = f"tables.{table.name}"
    for name in _TABLE_SETTINGS:
        if getattr(table, name):
            yield Loss(where=f"{where}.{name}", message="is not compared")
    if table.removal_policy != "RETAIN":
        yield Loss(where=f"{where}.removal_policy", message="a table does not tell it")
    if table.encryption.kind != "AWS_OWNED":
        message = "that it is by KMS is compared; whose key it is is not"
        yield Loss(where=f"{where}.encryption", message=message)
    capacities = {where: table.provisioned} | {
        f"{where}.indexes.{index.name}": index.provisioned for index in table.indexes.values()
    }
    for place, capacity in capacities.items():
        if capacity and (capacity.read_autoscaling or capacity.write_autoscaling):
            message = "auto scaling changes the capacity, so it is not compared"
            yield Loss(where=f"{place}.billing_mode", message=message)
    for index in table.indexes.values():
        for name in _INDEX_SETTINGS:
            if getattr(index, name):
                yield Loss(where=f"{where}.indexes.{index.name}.{name}", message="is not compared")


def _write(design: Design, _options: ExportOptions) -> Exported:
    tried = {name for name, _, _ in marked_items(design)}
    file = ExportedFile(name=_file_name(design), text=script(design), is_executable=True)
    return Exported(files=(file,), losses=tuple(_losses(design, tried)))


FORMAT = ExportFormat(
    name="verify-script",
    title="a script that verifies the tables with the AWS CLI",
    write=_write,
)
