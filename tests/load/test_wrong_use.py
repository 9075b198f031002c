"""Mistakes somebody can put right: one message, no traceback, exit code 2."""

ORDERS = ("-f", "loadtests/orders.py", "-t", "2s", "--dynamo-population", "100")
AWS = ("--host", "https://dynamodb.eu-west-1.amazonaws.com")


def says(ended, *parts):
    assert ended.code == 2, ended.err
    assert [part for part in parts if part not in ended.message] == []
    assert "Traceback" not in ended.err
    assert not list(ended.reports.glob("*/"))


def test_a_missing_design_names_the_one_that_is_near(locust, tiny):
    path = tiny()
    (locust.folder / "tiny.yaml").rename(locust.folder / "tiny2.yaml")

    ended = locust.run("-f", path, cwd=locust.folder)

    says(ended, "locustfile.py: no design file 'tiny.yaml' in ", "did you mean 'tiny2.yaml'?")


def test_a_design_that_is_no_path_is_said(locust, tiny):
    path = tiny("    design = 5\n")

    says(locust.run("-f", path), "a DynamoUser needs a design", "Tiny has 5")


def test_a_folder_of_reports_that_cannot_be_written_to_is_said_before_anything_is_seeded(
    locust, tiny
):
    taken = locust.write("taken", "")
    arguments = ("-f", tiny(), "-t", "1s", "--dynamo-reports", str(taken))

    ended = locust.run(*arguments)

    says(ended, f"dynamo: {taken / 'tiny'} cannot be written: Not a directory.")
    assert "seed" not in ended.err


def test_a_warm_up_that_leaves_nothing_to_measure_is_refused(locust, tiny):
    says(
        locust.run("-f", tiny(), "-t", "3s", "--dynamo-warm-up", "3"),
        "the warm-up of 3 s leaves nothing of a run of 3 s to measure",
    )


def test_two_users_cannot_be_measured_in_one_run(locust, tiny):
    path = tiny("\nclass Other(DynamoUser):\n    design = 'tiny.yaml'\n")

    says(locust.run("-f", path), "here are 2: Other, Tiny", "name one on the command line")


def test_nothing_listens_at_the_endpoint(locust):
    says(
        locust.run(*ORDERS, "--host", "http://127.0.0.1:9"),
        "nothing answers at http://127.0.0.1:9: connection refused",
    )


def test_aws_without_credentials(locust):
    says(locust.run(*ORDERS, *AWS, "--dynamo-allow-aws"), "no AWS credentials were found")


def test_aws_is_refused_unless_it_is_allowed(locust):
    locust.environment |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}

    says(locust.run(*ORDERS, *AWS), "this is AWS", "Nothing was sent.", "--dynamo-allow-aws")


def test_an_option_that_makes_no_sense(locust):
    says(
        locust.run(*ORDERS, "--dynamo-rate", "fast"), "argument --dynamo-rate: 'fast' is not a rate"
    )


def test_an_entity_that_is_not_there_is_said_with_the_one_that_is_near(locust):
    says(
        locust.run(*ORDERS, "--dynamo-keys", "Usr=one"),
        "--dynamo-keys: orders has no entity 'Usr'; did you mean 'User'?",
    )


def test_a_parameter_that_is_not_there_is_said(locust):
    says(
        locust.run(*ORDERS, "--dynamo-model", "heat_minute=5"),
        "'heat_minute' is no parameter of the model; did you mean 'heat_minutes'?",
    )


def test_tags_that_leave_no_task_are_said_with_those_there_are(locust, tiny):
    path = tiny()

    says(
        locust.run("-f", path, "-t", "1s", "--tags", "foo"),
        "dynamo: --tags foo leaves no task of Tiny; there: get_thing, read, take_lock, write",
    )
    says(
        locust.run("-f", path, "-t", "1s", "--exclude-tags", "read", "write"),
        "dynamo: --exclude-tags read write leaves no task of Tiny",
    )


def test_the_clock_of_an_endpoint_cannot_be_changed(locust):
    says(
        locust.run(*ORDERS, "--dynamo-clock", "60x", "--host", "http://127.0.0.1:9"),
        "--dynamo-clock is of the embedded backend, and http://127.0.0.1:9 goes by its own.",
    )
