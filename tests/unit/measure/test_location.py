"""Whose line made the call."""

import json
from concurrent.futures import ThreadPoolExecutor

from pytest_dynamo.measure.location import caller


def test_the_innermost_own_line_is_found():
    place = caller()

    assert place.startswith(f"{__file__}:")


def test_a_line_of_the_standard_library_does_not_count():
    found = json.loads("{}", object_hook=lambda _: caller())

    assert found.startswith(f"{__file__}:")


def test_a_thread_that_runs_a_function_of_ours_has_no_own_line():
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(caller).result() is None
