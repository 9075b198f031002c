"""Members that only their timestamps tell apart."""

import pytest

VISITS = """\
version: 1
name: visits
tables:
  visits: {partition_key: PK, sort_key: SK}
entities:
  Guest:
    population: 5
    item: {PK: "GUEST#{guest_id}", SK: PROFILE, guest_id: {faker: uuid4}}
  Visit:
    belongs_to: Guest
    item: {PK: "GUEST#{guest_id}", SK: "VISIT#{at}", at: {timestamp: {since: -30d}}}
  Payment:
    belongs_to: Guest
    item:
      PK: "GUEST#{guest_id}"
      SK: "PAID#{at}"
      at: {timestamp: {since: -30d}, format: epoch_seconds}
  Day:
    belongs_to: Guest
    item: {PK: "GUEST#{guest_id}", SK: "DAY#{at}", at: {timestamp: {since: -2d}, format: date}}
"""


@pytest.fixture
def visits(project):
    (project.path / "visits.yaml").write_text(VISITS, encoding="utf-8")
    return "visits.yaml"


@pytest.mark.parametrize(("entity", "step"), [("Visit", 0.001), ("Payment", 1)])
def test_members_made_one_by_one_have_keys_of_their_own(run, visits, entity, step):
    result = run(
        design=visits,
        tests=f"""
        from datetime import datetime

        def seconds(at):
            return at.timestamp() if isinstance(at, datetime) else float(at)

        def test_it(dynamo_table, dynamo_populate, dynamo_client):
            ann, bob = dynamo_populate("Guest"), dynamo_populate("Guest")
            mine = [dynamo_populate("{entity}", guest=ann) for _ in range(3)]
            dynamo_populate("{entity}", guest=bob)
            assert dynamo_client.describe_table(TableName="visits")["Table"]["ItemCount"] == 6
            first, *later = [seconds(one.raw["at"]) for one in mine]
            assert [round(one - first, 3) for one in later] == [{step}, 2 * {step}]
        """,
    )
    assert result.ret == 0


def test_a_fixture_is_populated_with_members_that_only_time_tells_apart(run, visits, project):
    (project.path / "conftest.py").write_text(
        "from pytest_dynamo.fixtures import dynamo_fixture\n"
        'full = dynamo_fixture("visits.yaml", scope="module", populate={"Guest": 2, "Visit": 6})\n',
        encoding="utf-8",
    )
    result = run(
        design=None,
        tests="""
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(full, dynamo_client, number):
            ann, bob = full.members["Guest"]
            keys = {(one.PK, one.SK) for one in full.members["Visit"]}
            assert len(keys) == 6
            more = full.populate("Visit", guest=ann)
            assert (more.PK, more.SK) not in keys
            assert dynamo_client.describe_table(TableName="visits")["Table"]["ItemCount"] == 9
        """,
    )
    assert result.ret == 0


def test_members_made_together_that_are_one_item_are_told(run, visits):
    result = run(
        design=visits,
        tests="""
        import pytest

        def test_it(dynamo_table, dynamo_populate):
            with pytest.raises(Exception) as caught:
                dynamo_populate("Guest", guest_id="ann", days=30)
            told, advice = str(caught.value).splitlines()
            day = told[-11:-1]
            assert told == (
                "two Day that are made together have the same key: "
                f"PK='GUEST#ann', SK='DAY#{day}'"
            )
            assert advice == (
                "To fix this, give them other values, or let the key of Day in visits.yaml have an "
                "attribute that no two have in common"
            )
        """,
    )
    assert result.ret == 0


def test_a_member_made_again_with_the_values_it_had_replaces_the_first(run, visits):
    result = run(
        design=visits,
        tests="""
        def test_it(dynamo_table, dynamo_populate, dynamo_client):
            dynamo_populate("Guest", guest_id="ann")
            dynamo_populate("Guest", guest_id="ann")
            assert dynamo_client.describe_table(TableName="visits")["Table"]["ItemCount"] == 1
        """,
    )
    assert result.ret == 0
