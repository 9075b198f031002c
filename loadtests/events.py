"""The event log of designs/events.yaml under load: a design that breaks, to see how.

Its partition key is the day. Whatever the number of users, all of them write to one partition:

locust -f loadtests/events.py --headless -u 50 -r 50 -t 30s --dynamo-rate max --tags record_event
"""

from pytest_dynamo.locust import DynamoUser


class EventsUser(DynamoUser):
    """The access patterns of the design, at its rates."""

    design = "designs/events.yaml"
