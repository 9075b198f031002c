"""From the forms of tables to tables, with DynamoDB's own rules checked.

The limits are those of
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html.
"""

import re
from collections.abc import Mapping

from pytest_dynamo.design.forms.tables import ProvisionedForm, TableForm
from pytest_dynamo.design.mistakes import Mistakes, Where, quoted
from pytest_dynamo.design.reading.indexes import IndexReader, check_distinct, check_name
from pytest_dynamo.design.reading.keys import AttributeTypes
from pytest_dynamo.design.reading.table_settings import (
    encryption,
    insights,
    kinesis,
    provisioned,
    recovery,
    units,
)
from pytest_dynamo.design.values import Index, Table

MAX_LOCAL_INDEXES = 5
MAX_PROJECTED_ATTRIBUTES = 100
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]+\Z")


def read_tables(forms: Mapping[str, TableForm], mistakes: Mistakes) -> dict[str, Table]:
    """The tables of a design."""
    return {name: _table(name, form, ("tables", name), mistakes) for name, form in forms.items()}


def _table(name: str, form: TableForm, where: Where, mistakes: Mistakes) -> Table:
    check_name(name, "table", where, mistakes)
    types = AttributeTypes(mistakes)
    key = types.key(form.partition_key, form.sort_key, where)
    check_distinct(key, where, mistakes)
    is_provisioned = isinstance(form.billing_mode, ProvisionedForm)
    reader = IndexReader(key, types, mistakes, is_provisioned=is_provisioned)
    indexes = {
        index: reader.index(index, one, (*where, "indexes", index))
        for index, one in form.indexes.items()
    }
    _check_indexes(indexes, (*where, "indexes"), mistakes)
    _check_settings(form, where, mistakes)
    if is_provisioned and form.max_throughput:
        mistakes.add((*where, "max_throughput"), "is for on-demand tables; this one is provisioned")
    return Table(
        name=name,
        key=key,
        attribute_types=types.all(),
        indexes=indexes,
        billing_mode="PROVISIONED" if is_provisioned else "PAY_PER_REQUEST",
        provisioned=provisioned(form.billing_mode, (*where, "billing_mode"), mistakes),
        max_throughput=units(form.max_throughput),
        warm_throughput=units(form.warm_throughput),
        stream=form.stream,
        time_to_live=form.time_to_live,
        point_in_time_recovery=recovery(form.point_in_time_recovery),
        encryption=encryption(form.encryption),
        deletion_protection=form.deletion_protection,
        removal_policy=form.removal_policy,
        table_class=form.table_class,
        contributor_insights=insights(form.contributor_insights),
        resource_policy=form.resource_policy,
        kinesis_stream=kinesis(form.kinesis_stream),
        tags=dict(form.tags),
        replicas=tuple(form.replicas),
        multi_region_consistency=form.multi_region_consistency,
        vector_indexes={name: dict(index) for name, index in form.vector_indexes.items()},
        place=mistakes.place(where),
    )


def _check_indexes(indexes: Mapping[str, Index], where: Where, mistakes: Mistakes) -> None:
    local = sum(index.kind == "local" for index in indexes.values())
    if local > MAX_LOCAL_INDEXES:
        mistakes.add(where, f"{local} local indexes; a table takes {MAX_LOCAL_INDEXES}")
    projected = sum(len(index.projection.attributes) for index in indexes.values())
    if projected > MAX_PROJECTED_ATTRIBUTES:
        mistakes.add(
            where,
            f"the indexes project {projected} attributes; all lists of a table together take"
            f" {MAX_PROJECTED_ATTRIBUTES}",
        )


def _check_settings(form: TableForm, where: Where, mistakes: Mistakes) -> None:
    for position, region in enumerate(form.replicas):
        if not _REGION.match(region):
            message = f"{quoted(region)} is not a region; regions look like eu-west-1"
            mistakes.add((*where, "replicas", position), message)
    if form.multi_region_consistency and not form.replicas:
        mistakes.add((*where, "multi_region_consistency"), "is for tables with replicas")
    # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Tag.html
    for key, value in form.tags.items():
        if not 1 <= len(key) <= 128 or len(value) > 256:
            message = "a tag has a key of 1 to 128 characters and a value of up to 256"
            mistakes.add((*where, "tags", key), message)
    for name in form.vector_indexes:
        check_name(name, "index", (*where, "vector_indexes", name), mistakes)
