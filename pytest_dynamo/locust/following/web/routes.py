"""The page in Locust's web UI: its routes, a tab beside Locust's own, and links to it.

All of it is behind Locust's login where there is one, and nothing of it changes anything.
"""

from locust.env import Environment
from locust.web import WebUI

import hashlib
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import gevent
from flask import Blueprint, Response, current_app, request
from flask_cors import cross_origin

from pytest_dynamo.locust.following.web.figures import LiveFigures
from pytest_dynamo.locust.following.web.page import content_policy, render_fragment, render_page
from pytest_dynamo.locust.following.web.table import COLUMNS, TAB, rows
from pytest_dynamo.locust.following.web.watching import Watching

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""The report has a stricter one of its own, in the page; a browser goes by both."""

_LINK = (
    '<a href="./dynamo" style="position:fixed;left:16px;bottom:8px;z-index:9;padding:4px 10px;'
    "border-radius:6px;background:#1567b2;color:#fff;font:600 14px system-ui,sans-serif;"
    'text-decoration:none">DynamoDB, live</a></body>'
)

_log = logging.getLogger(__name__)


def watch_on_the_page(environment: Environment) -> Watching | None:
    """Add the page, the tab and the links to the web UI of an environment, if it has one."""
    ui = environment.web_ui
    if ui is None or ui.app is None:
        return None
    watching = Watching()
    base_path = getattr(environment.parsed_options, "web_base_path", None)
    ui.app.register_blueprint(_pages(ui, watching, base_path))
    ui.app.after_request(_adding_to(watching))
    _add(ui.template_args, "extended_tabs", {"title": "DynamoDB", "key": TAB})
    _add(ui.template_args, "extended_tables", {"key": TAB, "structure": COLUMNS})
    link = {"href": "./dynamo", "title": "DynamoDB, live, and its reports"}
    _add(ui.template_args, "extended_csv_files", link)
    return watching


def _add(arguments: dict[str, Any], name: str, what: object) -> None:
    arguments[name] = [*arguments.get(name, ()), what]


def _pages(ui: WebUI, watching: Watching, base_path: str | None) -> Blueprint:
    pages = Blueprint("dynamo", __name__, url_prefix=base_path)

    def get(rule: str, name: str, view: Callable[..., Response]) -> None:
        # other origins may read Locust's own answers; these hold keys of people
        with_login = ui.auth_required_if_enabled(_explained(view))  # type: ignore[no-untyped-call]
        guarded = cross_origin(origins=[])(with_login)
        pages.add_url_rule(rule, name, guarded, methods=["GET"])

    get("/dynamo", "page", lambda: page(watching.figures()))
    get("/dynamo/figures", "figures", lambda: figures(watching))
    get("/dynamo/report/<int:number>", "report", lambda number: report(watching, number))

    return pages


def _explained(view: Callable[..., Response]) -> Callable[..., Response]:
    """Log what goes wrong. Locust, where it asks for a login, would show it in an answer that is well."""

    @wraps(view)
    def explained(**arguments: int) -> Response:
        try:
            return view(**arguments)
        except Exception:  # noqa: BLE001 - whoever looks on must not end the load
            _log.exception("the page about DynamoDB failed")
            return _answer("Locust's log says what went wrong.", "text/plain", code=500)

    return explained


def page(shown: LiveFigures) -> Response:
    """The whole page."""
    answer = _answer(render_page(shown), "text/html")
    answer.headers["Content-Security-Policy"] = content_policy()
    return answer


def figures(watching: Watching) -> Response:
    """The part of the page that changes; nothing where it has not, since it was last asked for."""
    text = render_fragment(watching.figures(_give_way), _give_way)
    answer = _answer(text, "text/html")
    answer.set_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    answer.make_conditional(request)
    return answer


def report(watching: Watching, number: int) -> Response:
    """The report that was written of a test of this session."""
    path: Path | None = watching.report_page(number)
    if path is None or not path.is_file():
        return _answer("There is no such report.", "text/plain", code=404)
    answer = _answer(path.read_text(encoding="utf-8"), "text/html")
    answer.headers["Content-Security-Policy"] = REPORT_POLICY
    return answer


def _answer(text: str, kind: str, *, code: int = 200) -> Response:
    answer = Response(text, code, mimetype=kind)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _adding_to(watching: Watching) -> Callable[[Response], Response]:
    """Adds the rows of the tab to Locust's figures, and a link to Locust's page."""

    def add(answer: Response) -> Response:
        if request.endpoint == "locust.request_stats" and answer.is_json:
            # Locust keeps an answer for a while, so that it may have our rows already
            whole = {
                **answer.get_json(),
                "extended_stats": [{"key": TAB, "data": rows(watching.figures())}],
            }
            answer.set_data(current_app.json.dumps(whole))
        elif request.endpoint == "locust.index" and answer.status_code == 200:
            answer.set_data(answer.get_data(as_text=True).replace("</body>", _LINK, 1))
        return answer

    return add


def _give_way() -> None:
    gevent.sleep(0)
