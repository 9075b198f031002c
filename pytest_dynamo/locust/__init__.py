"""Load tests with Locust: a user that performs the access patterns of a design.

Locust replaces the sockets of the standard library when it is imported, and botocore must not have
been imported before that (docs/decisions/0005-locust-first.md). So `import locust` comes first here,
and nothing outside this package imports Locust.
"""

try:
    import locust  # noqa: F401
except ModuleNotFoundError as error:
    from pytest_dynamo.errors import MissingExtraError

    missing = MissingExtraError("locust", extra="load", wanted_for="A load test")
    raise missing from error

import sys

from pytest_dynamo.locust.terminal.interrupt import tell_interrupts_plainly

if "locust.main" in sys.modules:  # the command locust, which imports this with a locustfile
    tell_interrupts_plainly()

from pytest_dynamo.locust import events
from pytest_dynamo.locust.clients.fast.making import fast_client
from pytest_dynamo.locust.user import DynamoUser

__all__ = ["DynamoUser", "fast_client"]

events.listen()
