"""The dynamo_* fixtures."""

import pytest

TWO_TABLES = """\
version: 1
name: two
tables:
  people: {partition_key: id}
  places: {partition_key: id, deletion_protection: true}
"""


@pytest.mark.parametrize(
    "name",
    [
        *("design", "client", "resource", "tables", "table"),
        *("populate", "calls", "stream", "drift", "forecast"),
    ],
)
def test_each_fixture_is_documented(run, name):
    result = run("--fixtures", "shop.yaml")
    place = next(n for n, line in enumerate(result.stdout.lines) if f"dynamo_{name} --" in line)
    assert result.stdout.lines[place + 1].startswith("    ")
    assert "no docstring" not in result.stdout.lines[place + 1]


def test_a_table_is_new_for_each_test_and_has_all_its_indexes(run):
    result = run(
        tests="""
        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number, dynamo_table, dynamo_client, dynamo_resource, dynamo_design):
            assert dynamo_table.name == "shop-table"
            assert dynamo_table.design is dynamo_design.tables["shop-table"]
            described = dynamo_client.describe_table(TableName="shop-table")["Table"]
            assert [i["IndexName"] for i in described["GlobalSecondaryIndexes"]] == ["by_email"]
            table = dynamo_resource.Table(dynamo_table.name)
            assert table.item_count == 0
            table.put_item(Item={"PK": "a", "SK": "b"})
        """
    )
    result.assert_outcomes(passed=2)


def test_several_tables_have_a_fixture_of_their_own(run, project):
    (project.path / "two.yaml").write_text(TWO_TABLES, encoding="utf-8")
    result = run(
        design="two.yaml",
        tests="""
        def test_tables(dynamo_tables, dynamo_client):
            assert list(dynamo_tables) == ["people", "places"]
            assert dynamo_tables["places"].name == "places"
            assert dynamo_client.list_tables()["TableNames"] == ["people", "places"]

        def test_table(dynamo_table):
            pass

        def test_a_name(dynamo_tables):
            assert "place" not in dynamo_tables
            dynamo_tables["place"]
        """,
    )
    result.assert_outcomes(passed=1, errors=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            "E  *DynamoError: the design has no table 'place'; did you mean 'places'?",
            "E  *Its tables: people, places",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines(
        [
            "dynamo_table: the design has several tables (people, places)",
            'To fix this:  dynamo_tables["people"]',
        ],
        consecutive=True,
    )


def test_a_test_says_which_of_several_designs_it_is_about(run, project):
    (project.path / "two.yaml").write_text(TWO_TABLES, encoding="utf-8")
    result = run(
        "--dynamo-designs=two.yaml",
        tests="""
        import pytest

        @pytest.mark.dynamo_design("two")
        def test_the_one(dynamo_tables):
            assert list(dynamo_tables) == ["people", "places"]

        @pytest.mark.dynamo_design("shop")
        def test_the_other(dynamo_table):
            assert dynamo_table.name == "shop-table"

        def test_neither(dynamo_table):
            pass

        @pytest.mark.dynamo_design("shp")
        def test_unknown(dynamo_table):
            pass
        """,
    )
    result.assert_outcomes(passed=2, errors=2)
    result.stdout.fnmatch_lines(
        [
            "several designs are set (shop, two), and this test does not say which it is about",
            'To fix this:  @pytest.mark.dynamo_design("shop")',
            "@pytest.mark.dynamo_design: no design is called 'shp'; did you mean 'shop'?",
        ]
    )


def test_without_a_design_the_fixtures_say_how_to_set_one(run):
    result = run(design=None, tests="def test_it(dynamo_table): pass")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        [
            "no design is set, and this test needs one",
            "To fix this, name it:",
            "  - in pyproject.toml: *dynamo_designs = *",
            "  - for one run:        pytest --dynamo-designs designs/orders.yaml",
        ],
        consecutive=True,
    )


def test_members_are_made_with_their_children(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_populate, dynamo_calls):
            user = dynamo_populate("User", orders=30)
            other = dynamo_populate("User", orders=1)
            page = shop.orders(user.user_id, limit=10)
            assert [row["order_id"]["S"] for row in page] == [
                order.order_id for order in user.orders[:10]
            ]
            assert len(user.orders) == 30
            assert other.user_id != user.user_id
            assert len(shop.orders(other.user_id)) == 1
            assert [call.operation for call in dynamo_calls] == ["Query", "Query"]
        """
    )
    result.assert_outcomes(passed=1)


def test_members_take_wishes_and_bring_their_parents(run):
    result = run(
        tests="""
        import shop

        def test_it(dynamo_populate):
            order = dynamo_populate("Order", total=7)
            assert order.total == 7
            item = shop.table().get_item(Key={"PK": order.PK, "SK": order.SK})["Item"]
            assert item["total"] == 7
            profile = {"PK": f"USER#{order.user.user_id}", "SK": "PROFILE"}
            assert shop.table().get_item(Key=profile)["Item"]["email"] == order.user.email
            second = dynamo_populate("Order", user=order.user)
            assert second.PK == order.PK
            assert len(shop.orders(order.user.user_id)) == 2
        """
    )
    result.assert_outcomes(passed=1)


def test_grandchildren_share_the_other_parent_they_need(run, project):
    design = project.path / "shop.yaml"
    text = design.read_text(encoding="utf-8")
    more = """\
  Product:
    population: 5
    item: {PK: "PRODUCT#{product_id}", SK: DETAILS, product_id: {sequence: {start: 100}}}
  OrderItem:
    belongs_to: {Order: {mean: 2}, Product: {mean: 1}}
    item: {PK: "ORDER#{order_id}", SK: "PRODUCT#{product_id}#{number}", number: {sequence: {start: 1}}}
access_patterns:
"""
    design.write_text(text.replace("access_patterns:\n", more), encoding="utf-8")
    result = run(
        "--dynamo-guard=off",
        tests="""
        import shop

        def test_it(dynamo_populate):
            user = dynamo_populate("User", orders=2, order_items=3)
            items = [item for order in user.orders for item in order.order_items]
            assert len({item.number for item in items}) == 6
            (product,) = {item.product.product_id for item in items}
            assert items[0].order.user.user_id == user.user_id
            assert shop.scan()["Count"] == 1 + 2 + 6 + 1
            assert dynamo_populate("Product").product_id == product + 1
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('"Usr"', "no entity is called 'Usr'; did you mean 'User'?"),
        (
            '"User", order=3',
            "User has no children, parent or attribute 'order'; did you mean 'orders'?",
        ),
        (
            '"User", orders="3"',
            "orders='3': how many orders there are to be is a whole number, 0 or more",
        ),
        (
            '"User", orders=-1',
            "orders=-1: how many orders there are to be is a whole number, 0 or more",
        ),
        (
            '"Order", user="abc"',
            "user='abc': wanted a member of User, such as dynamo_populate(\"User\") gives",
        ),
        (
            '"User", email=7',
            "email=7: wanted a value of type S, found N; email is a key attribute of type S in *",
        ),
        ('"User", email=""', "DynamoDB does not store what dynamo_populate made: *"),
        ('"User", status=set()', "status=set(): DynamoDB has no empty set"),
    ],
)
def test_a_wish_that_cannot_be_met_is_told(run, call, message):
    result = run(tests=f"def test_it(dynamo_populate):\n    dynamo_populate({call})")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f">*dynamo_populate({call})", f"E  *DynamoError: {message}"])


def test_calls_are_counted_and_filtered(run):
    result = run(
        tests="""
        import pytest, shop

        @pytest.fixture
        def seeded(dynamo_table):
            shop.table().put_item(Item={"PK": "USER#1", "SK": "ORDER#1"})

        def test_it(seeded, dynamo_calls):
            assert len(dynamo_calls) == 0
            shop.orders("1")
            shop.table().get_item(Key={"PK": "USER#1", "SK": "PROFILE"})
            shop.table().put_item(Item={"PK": "USER#1", "SK": "ORDER#2", "email": "x"})
            assert [call.operation for call in dynamo_calls] == ["Query", "GetItem", "PutItem"]
            assert dynamo_calls.read_units == 1.0
            assert dynamo_calls.write_units == 2.0
            assert (dynamo_calls.items_examined, dynamo_calls.items_returned) == (1, 1)
            (query,) = dynamo_calls.filter(operation="Query")
            assert query.pattern == "list_orders"
            assert query.location == "shop.py:12"
            assert query.source == "modelled"
            assert len(dynamo_calls.filter(table="shop-table")) == 3
            assert len(dynamo_calls.filter(index="by_email")) == 0
            assert len(dynamo_calls.filter(pattern="get_user")) == 1
            assert len(dynamo_calls.where(lambda call: call.write_units > 1)) == 1
            assert dynamo_calls[-1].operation == "PutItem"
            assert len(dynamo_calls[:2]) == 2
            assert repr(dynamo_calls[:1]) == "<1 call: Query shop-table, 0.5 read units>"
            dynamo_calls.clear()
            assert list(dynamo_calls) == []
            assert dynamo_calls.read_units == 0
        """
    )
    result.assert_outcomes(passed=1)


def test_calls_asked_for_too_late_say_what_to_do(run):
    result = run(
        design=None,
        tests="def test_it(request):\n    request.getfixturevalue('dynamo_calls')",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "dynamo_calls: this test is not watched, as nothing said beforehand that it is to be",
            "To fix this: name dynamo_calls among the arguments of the test",
        ],
        consecutive=True,
    )


def test_the_environment_of_aws_is_set_for_imports_and_put_back(run, monkeypatch):
    import os

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "mine")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    result = run(
        tests="""
        import os
        assert os.environ["AWS_DEFAULT_REGION"] == "us-east-1"
        assert os.environ["AWS_ACCESS_KEY_ID"] == "mine"

        def test_it():
            pass
        """
    )
    result.assert_outcomes(passed=1)
    assert "AWS_DEFAULT_REGION" not in os.environ


def test_the_configuration_of_aws_is_left_as_it_is(run, project, monkeypatch):
    config = project.path / "config"
    config.write_text("[default]\nregion = eu-west-1\n", encoding="utf-8")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    result = run(
        tests="""
        import os, boto3
        assert boto3.Session().client("dynamodb").meta.region_name == "eu-west-1"
        assert os.environ["AWS_ACCESS_KEY_ID"] == "embedded"

        def test_it():
            pass
        """
    )
    result.assert_outcomes(passed=1)


def test_without_designs_the_environment_is_left_alone(run):
    result = run(
        design=None,
        tests="""
        import os

        def test_it():
            assert "AWS_DEFAULT_REGION" not in os.environ
        """,
    )
    result.assert_outcomes(passed=1)


def test_a_mock_of_moto_keeps_tables_of_its_own(run):
    result = run(
        tests="""
        import boto3, moto

        def test_it(dynamo_table, dynamo_client):
            with moto.mock_aws():
                s3 = boto3.client("s3", region_name="us-east-1")
                s3.create_bucket(Bucket="mine")
                assert [one["Name"] for one in s3.list_buckets()["Buckets"]] == ["mine"]
                assert dynamo_client.list_tables()["TableNames"] == ["shop-table"]
        """
    )
    result.assert_outcomes(passed=1)


def test_nothing_listens_at_the_endpoint_and_the_session_ends_with_one_message(run, project):
    result = run(
        "--dynamo-endpoint=http://127.0.0.1:1",
        "shop.yaml::get_user",
        "test_shop.py",
        tests="def test_it(dynamo_table): pass",
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: nothing answers at http://127.0.0.1:1: connection refused.",
            "To fix this: start a DynamoDB there, check the address and the port,",
            "or use the embedded DynamoDB: name no endpoint, or start it with pytest-dynamo serve.",
        ],
        consecutive=True,
    )
    assert result.stderr.str().count("nothing answers") == 1
    result.stdout.no_fnmatch_line("*nothing answers*")


def test_aws_is_refused_unless_it_is_allowed(run):
    result = run(
        "--dynamo-endpoint=https://dynamodb.eu-west-1.amazonaws.com",
        tests="def test_it(dynamo_table): pass",
    )
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: no AWS credentials were found for *. Nothing was sent."])


def test_what_is_only_collected_needs_no_endpoint(run):
    result = run(
        "--collect-only",
        "--dynamo-endpoint=http://127.0.0.1:1",
        tests="def test_it(dynamo_table): pass",
    )
    assert result.ret == pytest.ExitCode.OK


def test_what_one_test_does_to_its_client_is_not_seen_by_the_next(run):
    result = run(
        tests="""
        import pytest

        def refuse(**_):
            raise RuntimeError

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(number, dynamo_client):
            dynamo_client.list_tables()
            dynamo_client.meta.events.register("before-call.dynamodb", refuse)
            with pytest.raises(RuntimeError):
                dynamo_client.list_tables()
        """
    )
    result.assert_outcomes(passed=2)


def test_an_endpoint_gets_tables_with_a_prefix_and_loses_them_again(run):
    pytest.importorskip("moto.server")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        result = run(
            f"--dynamo-endpoint=http://{host}:{port}",
            "shop.yaml::get_user",
            "test_shop.py",
            tests="""
            import boto3, pytest, shop

            def test_it(dynamo_table, dynamo_populate, dynamo_client, dynamo_calls):
                assert dynamo_table.name.startswith("pytest-")
                assert dynamo_table.name.endswith("-main-shop-table")
                user = dynamo_populate("User")
                found = boto3.resource("dynamodb").Table(dynamo_table.name).get_item(
                    Key={"PK": user.PK, "SK": user.SK}
                )
                assert found["Item"]["user_id"] == user.user_id
                (call,) = dynamo_calls
                assert (call.table, call.pattern) == ("shop-table", "get_user")
                assert call.source == "observed"

            def test_scan(dynamo_table, dynamo_client):
                dynamo_client.scan(TableName=dynamo_table.name)

            def test_afterwards(dynamo_client):
                assert dynamo_client.list_tables()["TableNames"] == []
            """,
        )
        result.assert_outcomes(passed=3, failed=1)
    finally:
        server.stop()


def test_a_mistake_in_what_is_asked_for_shows_the_lines_of_the_test_alone(run):
    result = run(
        tests="""
        def test_it(dynamo_populate):
            dynamo_populate("User", ordrs=3)
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            '>       dynamo_populate("User", ordrs=3)',
            "E       *no children, parent or attribute 'ordrs'; did you mean 'orders'?",
        ],
        consecutive=True,
    )
    result.stdout.no_fnmatch_line("*wishes.py*")
