"""Which load test an environment of Locust runs."""

from locust.env import Environment

from weakref import WeakKeyDictionary

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.running.load_test import LoadTest

_load_tests: WeakKeyDictionary[Environment, LoadTest] = WeakKeyDictionary()


def remember(environment: Environment, test: LoadTest) -> None:
    """Make a load test that of an environment."""
    _load_tests[environment] = test


def load_test_of(environment: Environment) -> LoadTest:
    """The load test of an environment.

    Raises:
        DynamoError: None has begun: Locust was not started as usual.
    """
    try:
        return _load_tests[environment]
    except KeyError:
        message = (
            "a DynamoUser was made before the load test had begun.\n"
            "To fix this: run it with the command locust; or, as a library, make the environment with "
            "Environment(events=locust.events, parsed_options=…) and fire its event init"
        )
        raise DynamoError(message) from None
