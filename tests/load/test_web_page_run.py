"""Locust with its web page: a run starts and ends there, and Locust goes on."""

import socket
import time
from contextlib import closing
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen


def post(url, **form):
    for _ in range(100):
        try:
            with urlopen(url, data=urlencode(form).encode(), timeout=30) as answer:
                return answer.read()
        except URLError:  # it is not there yet
            time.sleep(0.1)
    raise AssertionError(url)


def free_page():
    """An address for the web page, and its port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    return f"http://127.0.0.1:{port}", str(port)


def test_a_run_that_is_stopped_on_the_web_page_is_reported_at_once(locust, tiny):
    locust.leave_the_page_out()
    page, port = free_page()
    process = locust.start("-f", tiny(), "--web-host", "127.0.0.1", "--web-port", port)
    try:
        post(f"{page}/swarm", user_count=2, spawn_rate=2, host="")
        time.sleep(1)
        post(f"{page}/stop")
        (run_file,) = locust.reports.glob("tiny/*/run.json")
    finally:
        process.terminate()
    ended = locust.end(process)

    assert ended.code == 0, ended.err
    assert run_file.parent == ended.folder
    assert ended.run["how"]["interrupted"] is False
    assert ended.run["totals"]["requests"] > 0
    assert ended.out.splitlines()[-1] == f"figures  {run_file}"
