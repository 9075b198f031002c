"""Tasks written by hand, and what counts as a failure of a run."""

import pytest

RUN = ("-u", "2", "-r", "2", "-t", "1s", "--dynamo-warm-up", "0")


@pytest.fixture(autouse=True)
def _quick(locust):
    locust.leave_the_page_out()


def requests(ended):
    return {pattern["name"]: pattern["requests"] for pattern in ended.run["patterns"]}


def test_a_condition_of_a_declared_pattern_that_does_not_hold_is_no_failure(locust, tiny):
    ended = locust.run("-f", tiny(), *RUN)

    assert ended.code == 0, ended.err
    assert ended.run["totals"]["failures"] == 0
    assert requests(ended)["take_lock"] > 1  # of which the first may have succeeded
    assert ended.run["totals"]["requests"] == ended.counted_by_locust


def test_a_call_that_fails_is_a_failed_request_and_ends_its_task_without_a_traceback(locust, tiny):
    body = """
    @task(20)
    def grab(self):
        self.client.put_item(
            TableName="things",
            Item={"PK": {"S": "THING#1"}},
            ConditionExpression="attribute_not_exists(PK)",
            name="grab",
        )
        raise AssertionError("the call before has failed")
"""
    ended = locust.run("-f", tiny(body), *RUN)

    grab = next(p for p in ended.run["patterns"] if p["name"] == "grab")
    assert ended.code == 1
    assert grab["failures"] == grab["requests"] == ended.run["totals"]["failures"] > 0
    assert "Traceback" not in ended.err
    assert ended.err.count("dynamo: a call of grab failed: ConditionalCheckFailedException: ") == 1


def test_perform_gives_what_was_read_and_pick_an_existing_member(locust, tiny):
    body = """
    @task(20)
    def get_thing(self):
        thing = self.pick("Thing", like="get_thing")
        found = self.perform("get_thing", thing=thing)
        assert found == {"PK": f"THING#{thing.n}", "n": thing.n}, found
        assert self.perform("take_lock") in (None, {"PK": "LOCK"})
        self.client.get_item(TableName="things", Key={"PK": {"S": "LOCK"}})
"""
    ended = locust.run("-f", tiny(body), *RUN)

    assert ended.code == 0, ended.err
    assert requests(ended).keys() == {"get_thing", "take_lock", "GetItem"}


def test_a_task_named_like_an_access_pattern_takes_its_place(locust, tiny):
    ended = locust.run("-f", tiny("    @task(20)\n    def get_thing(self): pass\n"), *RUN)

    assert ended.code == 0, ended.err
    assert requests(ended)["get_thing"] == 0
    assert requests(ended)["take_lock"] > 0


def test_exceptions_of_tasks_are_counted_and_the_run_does_not_hold(locust, tiny):
    body = "    @task(20)\n    def wrong(self): raise KeyError('name')\n"

    ended = locust.run("-f", tiny(body), *RUN)

    (raised,) = ended.run["how"]["exceptions"]
    assert ended.code == 1
    assert raised == {"text": "KeyError: 'name'", "count": ended.err.count("\nKeyError: 'name'")}
    assert "Tasks raised exceptions. Most often KeyError: 'name': " in ended.out


def test_a_mistake_in_a_task_ends_the_run_with_what_is_near_and_a_report(locust, tiny):
    body = """
    @task(20)
    def wrong(self):
        self.perform("get_thing")
        self.perform("get_thin")
"""
    ended = locust.run("-f", tiny(body), *RUN, "-t", "60s")

    message = "access pattern 'get_thin' is not in the design; did you mean 'get_thing'?"
    assert ended.code == 2
    assert ended.err.count(message) == 1
    assert "Traceback" not in ended.err
    assert "ERROR" not in ended.err
    assert [each["text"] for each in ended.run["how"]["exceptions"]] == [f"DynamoError: {message}"]
    assert requests(ended)["get_thing"] > 0


def test_a_mistake_before_the_first_request_leaves_nothing_to_report(locust, tiny):
    body = """
    @task(20)
    def get_thing(self): self.pick("Thin")

    @task(20)
    def take_lock(self): self.pick("Thin")
"""
    ended = locust.run("-f", tiny(body), *RUN, "-t", "60s")

    assert ended.code == 2
    assert "entity 'Thin' is not in the design; did you mean 'Thing'?" in ended.message
    assert not list(ended.reports.glob("*/*/"))


def test_a_run_that_cannot_be_written_in_the_end_is_saved_elsewhere(locust, tiny):
    body = f"""
    def on_stop(self):
        folder = Path({str(locust.reports / "tiny")!r})
        if folder.is_dir():
            folder.rmdir()
            folder.touch()

from pathlib import Path
"""
    locust.environment["TMPDIR"] = str(locust.folder)

    ended = locust.run("-f", tiny(body), *RUN)

    (saved,) = locust.folder.glob("pytest-dynamo-*/tiny/*/run.json")
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert f"dynamo: {locust.reports / 'tiny'} cannot be written: File exists." in ended.message
    assert f"to see it: pytest-dynamo report {saved.parent}" in ended.message
    assert ended.out.splitlines()[-1] == f"figures  {saved}"


def test_without_the_extra_of_the_report_the_figures_are_written_and_the_extra_is_named(
    locust, tiny
):
    ended = locust.run("-f", tiny(), *RUN)

    assert ended.code == 0, ended.err
    assert [path.name for path in ended.folder.iterdir()] == ["run.json"]
    assert "pip install 'pytest-dynamo[report]'" in ended.message
    assert ended.out.splitlines()[-1] == f"figures  {ended.folder / 'run.json'}"


def test_what_is_due_while_a_backend_stalls_to_the_end_is_dropped_the_calls_under_way_too(
    locust, tiny
):
    body = """
    def on_start(self):
        self.client.meta.events.register("before-call.dynamodb", stall, unique_id="stall")

def stall(**_):
    import time
    time.sleep(60)
"""
    users = ("-u", "2", "-r", "2", "-t", "2s", "--dynamo-warm-up", "0")

    ended = locust.run("-f", tiny(body), *users, "--dynamo-client", "boto3")

    totals, window = ended.run["totals"], ended.run["window"]
    assert totals["requests"] == ended.counted_by_locust == 0
    assert window["offered_per_second"] == pytest.approx(30, rel=0.1)
    assert totals["dropped"] == pytest.approx(30 * ended.run["duration_seconds"], rel=0.1)
