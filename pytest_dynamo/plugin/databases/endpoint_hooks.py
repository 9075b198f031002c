"""What a session does about its endpoint, from its first moment to its last."""

from typing import Any

import pytest

from pytest_dynamo.errors import BackendError
from pytest_dynamo.plugin.databases.endpoint import ENDPOINT, Endpoint, Handed
from pytest_dynamo.plugin.settings import SETTINGS

_HANDED = "dynamo_endpoint"
_LEFT = "dynamo_tables_left"


def prepare_endpoint(config: pytest.Config) -> Endpoint:
    """The endpoint of a session; it is started, told and ended by hooks, where one is set."""
    settings = config.stash[SETTINGS]
    worker: dict[str, Any] = getattr(config, "workerinput", {})
    handed: Handed | None = worker.get(_HANDED)
    endpoint = Endpoint(settings, worker=worker.get("workerid", "main"), handed=handed)
    config.stash[ENDPOINT] = endpoint
    config.add_cleanup(endpoint.close)
    if settings.are_in_use:
        endpoint.configure()
    if settings.endpoint:
        config.pluginmanager.register(_Hooks(endpoint), "pytest_dynamo_endpoint")
    return endpoint


class _Hooks:
    """The process that controls a run of pytest-xdist starts and looks; the workers are handed what came of it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        option = session.config.option
        only_shown = option.collectonly or option.showfixtures or option.show_fixtures_per_test
        if only_shown or hasattr(session.config, "workerinput"):
            return
        try:
            self._endpoint.start()
        except BackendError as error:
            raise pytest.UsageError(str(error)) from None

    def pytest_report_header(self) -> list[str]:
        return [f"dynamo: {note}" for note in self._endpoint.notes()]

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:  # noqa: ANN401 - pytest-xdist's
        node.workerinput[_HANDED] = self._endpoint.handed()

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:  # noqa: ANN401 - pytest-xdist's
        output = getattr(node, "workeroutput", None)
        if output is None:  # it died, and with it what it knew
            self._endpoint.look_after(node.gateway.id)
        else:
            self._endpoint.leave(output.get(_LEFT, ()))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Drop what fixtures could not drop any more, as after a second Ctrl-C."""
        left = self._endpoint.drop_tables()
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput[_LEFT] = left
        else:
            self._endpoint.leave(left)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for line in self._endpoint.last_words():
            terminalreporter.write_line(line)
