"""Fixtures for tables of a design of one's own: `dynamo_fixture`."""

import asyncio
import threading

import pytest

PETS = """\
version: 1
name: pets
tables:
  pets:
    partition_key: id
entities:
  Pet:
    population: 5
    item: {id: "PET#{name}", name: {faker: uuid4}, kind: Pet}
seeds:
  Pet:
    - {name: rex}
"""


@pytest.fixture
def endpoint():
    """A DynamoDB on a port of its own: its URL, and a client without HTTP."""
    from pytest_dynamo.embedded.engine import Engine
    from pytest_dynamo.embedded.fronts.direct import DirectClient
    from pytest_dynamo.embedded.fronts.http_server import HttpServer

    engine, ready, loop = Engine(), threading.Event(), asyncio.new_event_loop()
    server = HttpServer(engine)
    ports = []

    async def start():
        ports.append(await server.start("127.0.0.1", 0))
        ready.set()

    def serve():
        loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(server.stop())
        loop.close()

    thread = threading.Thread(target=serve)
    thread.start()
    ready.wait()
    yield f"http://127.0.0.1:{ports[0]}", DirectClient(engine)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


@pytest.fixture
def pets(project):
    """A project with a second design, and a function that writes its conftest.py."""
    (project.path / "pets.yaml").write_text(PETS, encoding="utf-8")

    def write(*lines: str) -> None:
        text = "\n".join(["from pytest_dynamo.fixtures import dynamo_fixture", *lines])
        (project.path / "conftest.py").write_text(text, encoding="utf-8")

    return write


def test_a_second_design_has_tables_beside_the_first(run, pets):
    pets('pet_table = dynamo_fixture("pets.yaml")')
    result = run(
        tests="""
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number, dynamo_table, pet_table, dynamo_client):
            assert (dynamo_table.name, pet_table.name) == ("shop-table", "pets")
            assert pet_table.members == {}
            assert dynamo_client.list_tables()["TableNames"] == ["pets", "shop-table"]
            pet = pet_table.populate("Pet")
            key = {"id": {"S": pet.id}}
            assert dynamo_client.get_item(TableName="pets", Key=key)["Item"]["kind"] == {"S": "Pet"}
        """
    )
    result.assert_outcomes(passed=2)


def test_it_needs_no_design_that_is_set(run, pets):
    pets('shop_table = dynamo_fixture("shop.yaml", populate={"User": 2, "Order": 5})')
    result = run(
        design=None,
        tests="""
        def test_it(shop_table, dynamo_client, dynamo_calls):
            users = shop_table.members["User"]
            assert [len(user.user_id) for user in users] == [36, 36]
            assert {order.PK for order in shop_table.members["Order"]} == {u.PK for u in users}
            dynamo_client.query(
                TableName=shop_table.name,
                KeyConditionExpression="PK = :pk AND begins_with(SK, :sk)",
                ExpressionAttributeValues={":pk": {"S": users[0].PK}, ":sk": {"S": "ORDER#"}},
            )
            assert [(call.pattern, call.items_returned) for call in dynamo_calls] == [
                ("list_orders", 3)
            ]
        """,
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["list_orders  *Query *"])


SESSION = """
import pytest, shop

@pytest.mark.parametrize("number", [1, 2, 3])
def test_it(number, shop_table, dynamo_client):
    name = shop_table.name
    user = shop_table.members["User"][0]
    key = {"PK": {"S": user.PK}, "SK": {"S": user.SK}}
    assert dynamo_client.scan(TableName=name)["Count"] == 3
    assert dynamo_client.get_item(TableName=name, Key=key)["Item"]["email"] == {"S": user.email}
    dynamo_client.delete_item(TableName=name, Key=key)
    other = {"PK": {"S": shop_table.members["User"][1].PK}, "SK": {"S": "PROFILE"}}
    dynamo_client.put_item(TableName=name, Item={**other, "email": {"S": "new"}})
    shop_table.populate("Order")
    assert dynamo_client.scan(TableName=name)["Count"] == 4
"""


@pytest.mark.parametrize("scope", ["session", "package", "module", "class"])
def test_with_a_wider_scope_each_test_finds_tables_as_they_were_at_first(run, pets, scope):
    pets(f'shop_table = dynamo_fixture("shop.yaml", scope="{scope}", populate={{"User": 3}})')
    run("--dynamo-guard=off", tests=SESSION).assert_outcomes(passed=3)


def test_that_is_so_at_an_endpoint(run, pets, endpoint):
    url, client = endpoint
    pets('shop_table = dynamo_fixture("shop.yaml", scope="session", populate={"User": 3})')
    result = run("--dynamo-guard=off", f"--dynamo-endpoint={url}", tests=SESSION)
    result.assert_outcomes(passed=3)
    assert client.list_tables()["TableNames"] == []


def test_tables_are_made_once(run, pets):
    pets('shop_table = dynamo_fixture("shop.yaml", scope="session")')
    result = run(
        tests="""
        import pytest

        made = set()

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number, shop_table, dynamo_client):
            described = dynamo_client.describe_table(TableName=shop_table.name)["Table"]
            assert described["ItemCount"] == 0
            made.add(described["CreationDateTime"])
            assert len(made) == 1

        def test_another_has_a_database_of_its_own(dynamo_table, dynamo_client):
            described = dynamo_client.describe_table(TableName=dynamo_table.name)["Table"]
            assert described["CreationDateTime"] not in made
        """
    )
    result.assert_outcomes(passed=3)


def test_a_table_that_was_dropped_or_changed_is_made_again_and_others_are_gone(run, pets):
    pets('pet_table = dynamo_fixture("pets.yaml", scope="session", seeds=True)')
    result = run(
        tests="""
        import pytest

        REX = {"id": {"S": "PET#rex"}}

        @pytest.mark.parametrize("number", [1, 2, 3, 4])
        def test_it(number, pet_table, dynamo_client):
            assert dynamo_client.list_tables()["TableNames"] == ["pets"]
            assert "Item" in dynamo_client.get_item(TableName="pets", Key=REX)
            assert "GlobalSecondaryIndexes" not in dynamo_client.describe_table(TableName="pets")["Table"]
            attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "kind")]
            key = [{"AttributeName": "kind", "KeyType": "HASH"}]
            if number == 1:
                dynamo_client.delete_table(TableName="pets")
            elif number == 2:
                index = {"IndexName": "by_kind", "KeySchema": key, "Projection": {"ProjectionType": "ALL"}}
                dynamo_client.update_table(
                    TableName="pets",
                    AttributeDefinitions=attributes,
                    GlobalSecondaryIndexUpdates=[{"Create": index}],
                )
            else:
                dynamo_client.create_table(
                    TableName="own",
                    AttributeDefinitions=attributes[1:],
                    KeySchema=key,
                    BillingMode="PAY_PER_REQUEST",
                )
        """
    )
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("is_at_endpoint", [False, True])
def test_what_a_fixture_of_a_wider_scope_writes_stays_as_long_as_it(
    run, pets, endpoint, is_at_endpoint
):
    pets('pet_table = dynamo_fixture("pets.yaml", scope="session")')
    result = run(
        *(["--dynamo-endpoint", endpoint[0]] if is_at_endpoint else []),
        design=None,
        tests="""
        import pytest

        def names(client, table):
            return {item["name"]["S"] for item in client.scan(TableName=table.name)["Items"]}

        @pytest.fixture(scope="module")
        def outer(pet_table):
            pet_table.populate("Pet", name="outer")

        @pytest.fixture(scope="class")
        def inner(outer, pet_table):
            pet_table.populate("Pet", name="inner")

        class TestInner:
            @pytest.mark.parametrize("number", [1, 2])
            def test_it(self, inner, pet_table, dynamo_client, number):
                assert names(dynamo_client, pet_table) == {"outer", "inner"}
                pet_table.populate("Pet", name="test")

        @pytest.mark.parametrize("number", [1, 2])
        def test_after(outer, pet_table, dynamo_client, number):
            assert names(dynamo_client, pet_table) == {"outer"}
            pet_table.populate("Pet", name="test")
        """,
    )
    result.assert_outcomes(passed=4)


def test_without_reset_it_is_said_who_left_what(run, pets):
    pets('pet_table = dynamo_fixture("pets.yaml", scope="session", reset=False)')
    result = run(
        tests="""
        def test_clean(pet_table):
            pass

        def test_dirty(pet_table):
            pet_table.populate("Pet")
            pet_table.populate.seeds()

        def test_after(pet_table, dynamo_client):
            assert dynamo_client.describe_table(TableName="pets")["Table"]["ItemCount"] == 2
        """,
        in_process=False,
    )
    result.assert_outcomes(passed=3, warnings=1)
    message = (
        "test_dirty left 2 changed items in pets: pet_table does not reset its tables, and the tests "
        "after this one find them so"
    )
    result.stdout.fnmatch_lines([f"  *PytestWarning: {message}"])


def test_literal_items_come_from_the_design_or_from_the_test(run, pets):
    pets(
        'seeded = dynamo_fixture("pets.yaml", seeds={"Pet": [{"name": "tom"}]})',
        'both = dynamo_fixture("pets.yaml", populate={"Pet": 2}, prefix="both-")',
        'none = dynamo_fixture("pets.yaml", populate={"Pet": 2}, seeds=False, prefix="none-")',
    )
    result = run(
        design="pets.yaml",
        tests="""
        def test_fixtures(seeded, both, none, dynamo_client):
            def names(table):
                return [pet.name for pet in table.members["Pet"]]

            assert names(seeded) == ["tom"]
            assert (names(both)[0], len(names(both))) == ("rex", 3)
            assert len(names(none)) == 2
            assert dynamo_client.list_tables()["TableNames"] == ["both-pets", "none-pets", "pets"]

        def test_populate(dynamo_populate):
            assert [pet.id for pet in dynamo_populate.seeds()["Pet"]] == ["PET#rex"]
            made = dynamo_populate.seeds(Pet=[{"name": "a"}, {"name": "b", "kind": "cat"}])
            assert [(pet.id, pet.kind) for pet in made["Pet"]] == [("PET#a", "Pet"), ("PET#b", "cat")]
        """,
    )
    result.assert_outcomes(passed=2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("", "shop.yaml: the design has no seeds, and none are given"),
        ("Usr=[{}]", "no entity is called 'Usr'; did you mean 'User'?"),
        ('User=["x"]', "User: wanted a mapping of attributes to values, found 'x'"),
        (
            'Order=[{"totl": 1}]',
            "Order and its ancestors have no attribute 'totl'; did you mean 'total'?",
        ),
        ('User=[{"email": 7}]', "email=7: wanted a value of type S, found N; email is a key *"),
    ],
)
def test_literal_items_that_cannot_be_made_are_told(run, call, message):
    result = run(tests=f"def test_it(dynamo_populate):\n    dynamo_populate.seeds({call})")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"E  *DynamoError: {message}"])


def test_members_are_the_same_in_each_run_and_others_with_another_seed(run, pets):
    pets('shop_table = dynamo_fixture("shop.yaml", scope="session", populate={"User": 2})')
    tests = "def test_it(shop_table):\n    print('made', shop_table.members['User'][1].user_id)"
    lines = [
        next(line for line in run("-rP", seed, tests=tests).stdout.lines if line[:4] == "made")
        for seed in ("--dynamo-rng-seed=0", "--dynamo-rng-seed=0", "--dynamo-rng-seed=1")
    ]
    assert lines[0] == lines[1]
    assert lines[0] != lines[2]


def test_two_fixtures_for_one_table_in_one_test_are_told(run, pets):
    pets(
        'again = dynamo_fixture("shop.yaml")',
        'kept = dynamo_fixture("shop.yaml", scope="session")',
    )
    result = run(
        tests="""
        def test_of_a_test(dynamo_table, again): pass
        def test_that_stays(kept, dynamo_table): pass
        def test_alone(again): pass
        """
    )
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(
        [
            "table 'shop-table' is wanted twice: by dynamo_tables (shop.yaml) and by again (shop.yaml)",
            "To fix this: use one of the two fixtures in a test, *",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines(
        ["table 'shop-table' is wanted twice: by kept (shop.yaml) and by dynamo_tables (shop.yaml)"]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("7", "wanted the path of a design file, found 7"),
        ('"shop.yaml", scope="sesion"', "scope='sesion': did you mean 'session'?"),
        (
            '"shop.yaml", populate={"User": -1}',
            "populate={'User': -1}: how many there are to be is a whole number, 0 or more",
        ),
        ('"shop.yaml", populate=20', "populate=20: wanted counts by entity or a function"),
        ('"shop.yaml", seeds=3', "seeds=3: wanted True, False or items by entity"),
    ],
)
def test_wrong_arguments_are_told_before_any_test(run, pets, arguments, message):
    pets(f"it = dynamo_fixture({arguments})")
    result = run(tests="def test_it(it): pass")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"*dynamo_fixture: {message}"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('"shp.yaml"', "it: there is no design file shp.yaml in *; did you mean shop.yaml?"),
        ('"wrong.yaml"', "wrong.yaml: 1 mistake"),
        (
            '"shop.yaml", populate={"Usr": 1}',
            "populate: no entity is called 'Usr'; did you mean 'User'?",
        ),
    ],
)
def test_what_cannot_be_made_fails_the_tests_that_want_it_and_no_others(
    run, pets, project, arguments, message
):
    (project.path / "wrong.yaml").write_text("version: 1\ntables: {}\n", encoding="utf-8")
    for scope in ("function", "session"):
        pets(f'it = dynamo_fixture({arguments}, scope="{scope}")')
        result = run(tests="def test_it(it): pass\ndef test_other(dynamo_table): pass")
        result.assert_outcomes(errors=1, passed=1)
        result.stdout.fnmatch_lines([message])
        assert not [line for line in result.stdout.lines if "Traceback" in line]


def test_a_table_that_a_test_leaves_at_an_endpoint_is_told_with_the_test(run, pets, endpoint):
    url, client = endpoint
    pets('pet_table = dynamo_fixture("pets.yaml")')
    result = run(
        f"--dynamo-endpoint={url}",
        tests="""
        def test_clean(pet_table, dynamo_table): pass

        def test_messy(dynamo_client):
            dynamo_client.create_table(
                TableName="own",
                AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                BillingMode="PAY_PER_REQUEST",
            )
            dynamo_client.put_item(TableName="own", Item={"id": {"S": "1"}})

        def test_after(dynamo_client): pass
        """,
        in_process=False,
    )
    result.assert_outcomes(passed=3, warnings=1)
    result.stdout.fnmatch_lines(
        [
            f"*PytestWarning: test_messy left table own with 1 item at {url}: *",
            "*To fix this: delete in the test what it creates, or let dynamo_fixture make it",
        ],
        consecutive=True,
    )
    assert client.list_tables()["TableNames"] == ["own"]


def test_properties_that_an_endpoint_does_not_keep_are_told_once(run, project):
    from moto.server import ThreadedMotoServer

    design = project.path / "shop.yaml"
    text = design.read_text(encoding="utf-8")
    properties = "sort_key: SK\n    max_throughput: {read_units_per_second: 5000}"
    design.write_text(text.replace("sort_key: SK", properties, 1), encoding="utf-8")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        result = run(
            f"--dynamo-endpoint=http://{host}:{port}",
            tests="def test_one(dynamo_table): pass\ndef test_two(dynamo_table): pass",
            in_process=False,
        )
    finally:
        server.stop()
    result.assert_outcomes(passed=2, warnings=1)
    message = f"http://{host}:{port} does not keep these properties of shop.yaml: "
    assert [line for line in result.stdout.lines if message in line]


def test_each_worker_has_tables_of_its_own(run, pets, endpoint):
    url, client = endpoint
    pets('shop_table = dynamo_fixture("shop.yaml", scope="session", populate={"User": 3})')
    result = run(
        *("-p", "xdist", "-n", "2", "-rP", "--dynamo-guard=off", f"--dynamo-endpoint={url}"),
        tests=SESSION + "    print('made', name)",
        in_process=False,
    )
    result.assert_outcomes(passed=3)
    names = {line.split("-")[-3] for line in result.stdout.lines if line.startswith("made ")}
    assert names == {"gw0", "gw1"}
    assert client.list_tables()["TableNames"] == []


def test_a_fixture_asked_for_while_a_test_runs_is_the_same(run, pets):
    pets('pet_table = dynamo_fixture("pets.yaml")')
    result = run(
        design=None,
        tests="""
        def test_it(request):
            table = request.getfixturevalue("pet_table")
            assert request.getfixturevalue("dynamo_client").describe_table(TableName=table.name)
        """,
    )
    result.assert_outcomes(passed=1)


def test_tables_are_as_they_were_also_where_a_fixture_fails_in_the_end(run, pets):
    pets('pets_table = dynamo_fixture("pets.yaml", scope="session")')
    result = run(
        tests="""
        import pytest

        @pytest.fixture
        def fails():
            yield
            raise RuntimeError("in the end")

        def test_writes(pets_table, dynamo_client, fails):
            dynamo_client.put_item(TableName=pets_table.name, Item={"id": {"S": "PET#max"}})

        @pytest.mark.dynamo_allow("scan", reason="to see all there is")
        def test_finds_nothing(pets_table, dynamo_client):
            assert dynamo_client.scan(TableName=pets_table.name)["Items"] == []
        """
    )
    result.assert_outcomes(passed=2, errors=1)


def test_what_was_watched_of_a_test_goes_with_it(run, pets):
    pets(
        "import pytest",
        "",
        "def pytest_sessionfinish(session):",
        "    from pytest_dynamo.plugin.guarding.watch import WATCH",
        "",
        "    held = [item.name for item in session.items if WATCH in item.stash]",
        "    print()",
        "    print('held:', held)",
    )
    result = run("-s", tests="def test_it(dynamo_table): pass\ndef test_other(dynamo_calls): pass")
    result.assert_outcomes(passed=2)
    assert "held: []" in result.outlines
