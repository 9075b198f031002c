"""The repaired event log under the load of loadtests/events.py.

locust -f examples/repair/loadtest.py --headless -u 20 -r 20 -t 30s --dynamo-clock 60x
"""

from pytest_dynamo.locust import DynamoUser


class RepairedEventsUser(DynamoUser):
    """The access patterns of the design, at its rates."""

    design = "events.yaml"
