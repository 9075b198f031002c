"""Where load tests hook into Locust: when a locustfile has been read, and when Locust is set up."""

import locust
from locust.argument_parser import LocustArgumentParser
from locust.env import Environment

import os

from pytest_dynamo.locust.conducting.conductor import Conductor
from pytest_dynamo.locust.scenarios.roles import roles
from pytest_dynamo.locust.settings.options import add_options
from pytest_dynamo.locust.terminal.console import told_plainly

_IMPORTER = os.getpid()


def listen() -> None:
    """Register the listeners of this module with Locust."""
    locust.events.init_command_line_parser.add_listener(on_command_line)  # type: ignore[no-untyped-call]
    locust.events.init.add_listener(on_init)  # type: ignore[no-untyped-call]


def on_command_line(parser: LocustArgumentParser, **_: object) -> None:
    """Add our options; refuse a locustfile whose design is wrong before anything else happens."""
    with told_plainly("interrupted"):
        for user_class, role in roles().items():
            if not getattr(user_class, "abstract", False):
                role.require_scenario()
    add_options(parser)


def on_init(environment: Environment, **_: object) -> None:
    """Conduct the load test of an environment from here on."""
    Conductor(environment, _IMPORTER).take_over()
