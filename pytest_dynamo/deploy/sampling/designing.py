"""Live tables as one design."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pytest_dynamo.deploy.aws import ALLOW
from pytest_dynamo.deploy.backend import open_backend
from pytest_dynamo.deploy.drift_live import read_table, table_description
from pytest_dynamo.deploy.faults import explained
from pytest_dynamo.deploy.sampling.limits import (
    READ_UNITS_PER_SECOND,
    SAMPLE_BYTES,
    SAMPLE_ITEMS,
    Limits,
    most_consumed,
)
from pytest_dynamo.deploy.sampling.reading import Item, Sample, Sampler
from pytest_dynamo.deploy.sampling.settings import described, settings_losses
from pytest_dynamo.design.values import Design, Entity, Table
from pytest_dynamo.errors import BackendError
from pytest_dynamo.interop.inferring.entities import InferredEntity, inferred_entities
from pytest_dynamo.interop.values import DesignPath, Imported, Loss

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NO_PATTERNS = (
    "Access patterns are not in a table, and none is made up here. Write down what your application asks,"
    " under access_patterns; then `pytest-dynamo check` says what it takes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    limits: Limits
    keeps_values: bool
    now: datetime | None
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    tell: Callable[[str], None]


@dataclass(slots=True, kw_only=True)
class _Draft:
    tables: dict[str, Table] = field(default_factory=dict)
    entities: dict[str, Entity] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    remarks: dict[DesignPath, str] = field(default_factory=dict)


def live_designs_at(
    place: str,
    names: Sequence[str],
    *,
    allow_aws: bool = False,
    region: str | None = None,
    allow_text: str = ALLOW,
    **how: Any,  # noqa: ANN401
) -> Imported:
    """Live tables at the URL of an endpoint or of AWS, which is refused unless it is allowed.

    `how` is what `live_designs` takes; `allow_text` ends a refusal, as the option is called where it was asked.

    Raises:
        BackendError: It is AWS and that is not allowed, nothing listens, or as `live_designs` says.
    """
    with open_backend(
        place, allow_aws=allow_aws, region=region, tables=names, allow_text=allow_text
    ) as backend:
        return live_designs(backend.make_client(), names, **how)


def live_design(client: "DynamoDBClient", name: str, **how: Any) -> Imported:  # noqa: ANN401
    """The design of one live table; `how` is what `live_designs` takes."""
    return live_designs(client, [name], **how)


def live_designs(
    client: "DynamoDBClient",
    names: Sequence[str],
    *,
    design_name: str = "",
    sample_items: int = SAMPLE_ITEMS,
    sample_bytes: int = SAMPLE_BYTES,
    read_units_per_second: float = READ_UNITS_PER_SECOND,
    keeps_values: bool = True,
    now: datetime | None = None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
    on_progress: Callable[[str], None] = lambda _: None,
) -> Imported:
    """Live tables as one design: keys, indexes and settings as they are, entities from a sample of items.

    Of each table up to `sample_items` or `sample_bytes` are read, no faster than `read_units_per_second`; a
    sample of 0 items reads none. Without `keeps_values`, a choice of few values becomes text of their size.
    `now` is what times to live are measured from, the latest timestamp of a sample otherwise. `on_progress` is
    told, in words, what may be consumed before anything is read, and then how far it is.

    Raises:
        BackendError: A table is not there, or cannot be read.
        DynamoError: The limits make no sense, or no table is named.
    """
    if not names:
        message = "no table is named to be imported.\nTo fix this: name one or several"
        raise BackendError(message)
    limits = Limits(
        sample_items=sample_items,
        sample_bytes=sample_bytes,
        read_units_per_second=read_units_per_second,
    )
    way = _Way(
        limits=limits,
        keeps_values=keeps_values,
        now=now,
        clock=clock,
        sleep=sleep,
        tell=on_progress,
    )
    place = str(getattr(client.meta, "endpoint_url", "the embedded DynamoDB"))
    with explained(place):
        return _designed(client, names, design_name, way)


def _designed(
    client: "DynamoDBClient", names: Sequence[str], design_name: str, way: _Way
) -> Imported:
    draft = _Draft()
    for name in dict.fromkeys(names):
        _add(draft, client, name, way)
    draft.remarks[()] = "\n".join([_head(draft, way.limits), "", NO_PATTERNS])
    design = Design(
        name=design_name or next(iter(draft.tables)), tables=draft.tables, entities=draft.entities
    )
    return Imported(design=design, losses=tuple(draft.losses), remarks=draft.remarks)


def _head(draft: _Draft, limits: Limits) -> str:
    tables = ", ".join(draft.tables)
    if not draft.entities:
        return f"Read from the live table {tables}; no entities, as there were no items to tell them by."
    return (
        f"Read from the live table {tables}. Entities are inferred from a sample of at most"
        f" {limits.sample_items:,} items: a proposal, to be looked at. Populations are that of the table as"
        " DynamoDB tells it, shared out as in the sample."
    )


def _add(draft: _Draft, client: "DynamoDBClient", name: str, way: _Way) -> None:
    description = table_description(client, name)
    live = read_table(client, name)
    table, losses = described(live.table, description)
    draft.tables[name] = table
    draft.losses += [*settings_losses(live, description), *losses]
    sample = _sample(client, name, description, way)
    count = len(sample.items) if sample.is_whole else description.get("ItemCount") or None
    if sample.shortfall:
        draft.losses.append(Loss(where=f"tables.{name}", message=_shortfall(sample)))
    found = inferred_entities(
        table,
        sample.items,
        item_count=count,
        taken=draft.entities,
        keeps_values=way.keeps_values,
        reference=way.now.timestamp() if way.now else None,
    )
    for one in found:
        _add_entity(draft, one, name)
    _note(draft, table, sample, count)


def _shortfall(sample: Sample) -> str:
    if sample.items:
        return f"{sample.shortfall}; entities are inferred from those that were read"
    return f"{sample.shortfall}, so that there are keys, indexes and settings, and no entities"


def _sample(
    client: "DynamoDBClient", name: str, description: Mapping[str, Any], way: _Way
) -> Sample:
    if not way.limits.sample_items:
        return Sample(items=(), read_units=0)
    table_class = (description.get("TableClassSummary") or {}).get("TableClass", "STANDARD")
    way.tell(f"sampling {name}: {most_consumed(way.limits, table_class=table_class)}")
    count, size = description.get("ItemCount") or 0, description.get("TableSizeBytes") or 0
    return Sampler(
        client,
        name,
        way.limits,
        mean_bytes=size / count if count else 0.0,
        clock=way.clock,
        sleep=way.sleep,
        on_page=lambda items, units: way.tell(
            f"sampling {name}: {items:,} items, {units:,.1f} read units"
        ),
    ).sample()


def _add_entity(draft: _Draft, inferred: InferredEntity, table: str) -> None:
    entity = inferred.entity
    draft.entities[entity.name] = entity
    for attribute, remark in inferred.remarks.items():
        inside = ("item", attribute) if attribute else ()
        draft.remarks["entities", entity.name, *inside] = remark
    for name in inferred.added:
        message = (
            f"a part of the keys of table {table} that no attribute of its items holds; the design stores it as"
            f" {name} all the same, as its items are made of attributes only"
        )
        draft.losses.append(Loss(where=f"entities.{entity.name}.item.{name}", message=message))


def _note(draft: _Draft, table: Table, sample: Sample, count: int | None) -> None:
    if not sample.items:
        return
    of_count = f" of {count:,}" if count and not sample.is_whole else ""
    whole = ", which are all there are" if sample.is_whole else ""
    draft.remarks["tables", table.name] = (
        f"{len(sample.items):,}{of_count} items were sampled{whole}; that took {sample.read_units:,.1f} read units"
    )
    for index in table.indexes.values():
        inside = sum(1 for item in sample.items if _is_in(item, index.key.attributes))
        draft.remarks["tables", table.name, "indexes", index.name] = (
            f"{inside:,} of {len(sample.items):,} sampled items are in it"
        )


def _is_in(item: Item, names: Sequence[str]) -> bool:
    return all(name in item for name in names)
