"""A live table as a design: what is read of it, how fast, and what is said of the rest."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from pytest_dynamo.deploy.create import create_table
from pytest_dynamo.deploy.sampling import (
    Limits,
    live_design,
    live_designs,
    live_designs_at,
    most_consumed,
)
from pytest_dynamo.deploy.sampling.limits import page_items
from pytest_dynamo.deploy.sampling.reading import MOST_TRIES
from pytest_dynamo.deploy.seed import seed
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.embedded import dynamodb
from pytest_dynamo.errors import BackendError, DynamoError
from pytest_dynamo.population.people import Population

DESIGNS = Path(__file__).parents[3] / "designs"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


class Clock:
    """A clock that sleeping moves on."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


class Spied:
    """A client whose calls of Scan are noted, and answered by `scan` if that is given."""

    def __init__(self, client, scan=None):
        self._client = client
        self._scan = scan
        self.scans = []
        self.operations = []

    def __getattr__(self, name):
        self.operations.append(name)
        return getattr(self._client, name)

    def scan(self, **request):
        self.scans.append(request)
        if self._scan is not None:
            self._scan(len(self.scans))
        return self._client.scan(**request)


def failing(code, *, first=1, last=10**9):
    """A Scan that is answered by an error from one call to another."""

    def scan(call):
        if first <= call <= last:
            raise ClientError({"Error": {"Code": code, "Message": "no"}}, "Scan")

    return scan


@pytest.fixture(scope="module")
def shop():
    """The design of the orders, and a client of a DynamoDB that holds some of its items."""
    design = load_design(DESIGNS / "orders.yaml")
    whole = Population(design, now=NOW).total_items()
    population = Population(design, now=NOW, scale=1_500 / whole)
    with dynamodb() as embedded:
        client = embedded.client()
        for table in design.tables.values():
            create_table(client, table)
        seed(embedded.unthrottled_client(), population.items())
        yield design, client


def imported(client, name="my-service-table", **how):
    clock = Clock()
    how = {"clock": clock, "sleep": clock.sleep, **how}
    return live_design(client, name, **how)


def reasons(result, where):
    return [loss.message for loss in result.losses if loss.where == where]


def test_keys_indexes_and_settings_are_those_of_the_table(shop):
    design, client = shop
    (table,) = imported(client).design.tables.values()
    declared = design.tables["my-service-table"]
    for name in ("key", "attribute_types", "stream", "time_to_live", "point_in_time_recovery"):
        assert getattr(table, name) == getattr(declared, name)
    assert {name: one.projection for name, one in table.indexes.items()} == {
        name: one.projection for name, one in declared.indexes.items()
    }


def test_entities_have_the_templates_that_were_declared(shop):
    design, client = shop
    found = imported(client).design.entities
    assert set(found) <= set(design.entities)
    for name, entity in found.items():
        for key in design.tables["my-service-table"].attribute_types:
            declared = design.entities[name].attributes.get(key)
            assert (key in entity.attributes) == (declared is not None)
            assert declared is None or entity.attributes[key].value == declared.value


def test_the_design_loads_with_its_remarks_as_comments(shop):
    _, client = shop
    result = imported(client)
    text = design_text(result.design, result.remarks)
    read = parse_design(text, "live.yaml")
    assert without_places(read).entities == without_places(result.design).entities
    assert without_places(read).tables == without_places(result.design).tables
    assert "Access patterns are not in a table" in text
    assert "sampled items are in it" in text


def test_no_text_that_only_one_item_has_gets_into_the_file(shop):
    _, client = shop
    result = imported(client)
    text = design_text(result.design, result.remarks) + "".join(map(str, result.losses))
    items = client.scan(TableName="my-service-table")["Items"]
    values = [value["S"] for item in items for value in item.values() if "S" in value]
    once = {value for value in values if values.count(value) == 1}
    assert len(once) > 1_000
    assert [value for value in once if value in text] == []


def test_without_values_no_choice_is_told(shop):
    _, client = shop
    text = design_text(imported(client, keeps_values=False).design)
    assert "delivered" not in text
    assert "USER#{user_id}" in text


def test_no_more_is_read_than_was_asked_for_and_it_is_spread(shop):
    _, client = shop
    spied = Spied(client)
    result = imported(spied, sample_items=200)
    assert "200 of 1" in result.remarks["tables", "my-service-table"]
    assert {scan["Segment"] for scan in spied.scans} == set(range(8))
    assert all(scan["Limit"] <= 50 and "ConsistentRead" not in scan for scan in spied.scans)


def test_only_what_reads_is_called(shop):
    _, client = shop
    spied = Spied(client)
    imported(spied, sample_items=50)
    called = {name for name in spied.operations if name not in ("meta", "exceptions")}
    assert all(name.startswith(("describe_", "list_", "scan")) for name in called)


def test_bytes_end_a_sample_too(shop):
    _, client = shop
    spied = Spied(client)
    imported(spied, sample_bytes=10_000)
    assert len(spied.scans) < 5


def test_reading_goes_no_faster_than_it_may(shop):
    _, client = shop
    clock = Clock()
    lines = []
    imported(
        client, clock=clock, sleep=clock.sleep, read_units_per_second=2, on_progress=lines.append
    )
    units = float(lines[-1].split(", ")[-1].split()[0])
    assert units > 20
    assert clock.now >= (units - 8) / 2


def test_what_it_takes_at_most_is_said_before_anything_is_read(shop):
    _, client = shop
    spied = Spied(client)
    told = []
    imported(spied, on_progress=lambda line: told.append((len(spied.scans), line)))
    assert told[0] == (0, f"sampling my-service-table: {most_consumed(Limits())}")
    assert str(most_consumed(Limits())).startswith("at most 1,243 read units, $0.000155 on demand")


def test_a_sample_of_no_items_reads_none(shop):
    _, client = shop
    spied = Spied(client)
    assert imported(spied, sample_items=0).design.entities == {}
    assert spied.scans == []


def test_who_may_not_scan_gets_keys_and_settings(shop):
    _, client = shop
    result = imported(Spied(client, failing("AccessDeniedException")))
    assert result.design.entities == {}
    assert list(result.design.tables["my-service-table"].indexes) == ["GSI1", "GSI2"]
    (message,) = reasons(result, "tables.my-service-table")
    assert message.startswith("the caller may not Scan (AccessDeniedException), so that")


def test_who_may_not_describe_is_told_so(shop):
    _, client = shop

    class Denied(Spied):
        def describe_table(self, **_):
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DescribeTable")

    with pytest.raises(BackendError, match="cannot be described: AccessDenied.*\n.*DescribeTable"):
        imported(Denied(client))


def test_a_throttled_scan_is_tried_again_and_not_for_ever(shop):
    _, client = shop
    code = "ProvisionedThroughputExceededException"
    again = Spied(client, failing(code, last=3))
    assert imported(again, sample_items=50).design.entities
    never = Spied(client, failing(code, first=3))
    result = imported(never)
    assert len(never.scans) == 2 + MOST_TRIES
    (message,) = reasons(result, "tables.my-service-table")
    assert message.endswith("after 100 items; entities are inferred from those that were read")


def test_a_table_that_goes_away_meanwhile_is_a_mistake(shop):
    _, client = shop
    gone = Spied(client, failing("ResourceNotFoundException", first=3))
    with pytest.raises(BackendError, match="went away while it was read, after 100 items"):
        imported(gone)


def test_another_refusal_names_its_reason(shop):
    _, client = shop
    with pytest.raises(BackendError, match="cannot be read: ValidationException: no"):
        imported(Spied(client, failing("ValidationException")))


def test_a_table_that_is_not_there_is_a_mistake(client):
    with pytest.raises(BackendError, match="there is no table 'nothing'\nTo fix this:"):
        imported(client, "nothing")


def test_an_empty_table_has_no_entities(client, table):
    create_table(client, table)
    result = imported(client, "orders")
    assert result.design.entities == {}
    assert "no entities, as there were no items" in result.remarks[()]


def test_several_tables_are_one_design():
    design = load_design(DESIGNS / "saas.yaml")
    population = Population(design, now=NOW, scale=0.1)
    with dynamodb() as embedded:
        client = embedded.client()
        for table in design.tables.values():
            create_table(client, table)
        seed(client, population.items())
        result = live_designs(client, list(design.tables), design_name="saas", sleep=lambda _: None)
    assert list(result.design.tables) == ["documents", "sharded-documents"]
    assert result.design.name == "saas"
    assert list(result.design.entities) == ["Tenant", "Document", "TenantDocument"]
    (message,) = reasons(result, "entities.TenantDocument.item.tenant_id")
    assert message.startswith("a part of the keys of table sharded-documents that no attribute")
    read = parse_design(design_text(result.design, result.remarks), "saas.yaml")
    assert list(read.entities) == list(result.design.entities)


def test_what_is_not_known_is_named(shop):
    _, client = shop
    result = imported(client, sample_items=0)
    assert {loss.where.removeprefix("tables.my-service-table.") for loss in result.losses} == {
        "indexes.GSI1.contributor_insights",
        "indexes.GSI2.contributor_insights",
        "resource_policy",
        "warm_throughput",
        "encryption",
    }


def test_aws_is_refused_unless_it_is_allowed(credentials, monkeypatch):
    def refusal(*_):
        return "this is AWS. Nothing was sent."

    monkeypatch.setattr("pytest_dynamo.deploy.backend.refusal", refusal)
    with pytest.raises(BackendError, match=r"this is AWS\. Nothing was sent"):
        live_designs_at("https://dynamodb.eu-west-1.amazonaws.com", ["orders"])


def test_no_table_is_a_mistake(client):
    with pytest.raises(DynamoError, match="no table is named"):
        live_designs(client, [])


@pytest.mark.parametrize("limits", [{"sample_items": -1}, {"read_units_per_second": 0}])
def test_limits_that_make_no_sense_are_refused(limits):
    with pytest.raises(DynamoError, match="cannot sample"):
        Limits(**limits)


def test_large_items_are_read_in_small_pages():
    assert page_items(Limits(), 200) == 50
    assert page_items(Limits(read_units_per_second=50), 40_960) == 10
    assert page_items(Limits(read_units_per_second=1), 400_000) == 1
