"""The readings of designs/telemetry.yaml under load: a day as the partition key, and a day and a shard.

Readings are recorded as fast as the machine goes; all of today's have one key. Then with ten keys:

locust -f loadtests/telemetry.py --headless -u 50 -r 50 -t 30s --dynamo-rate max --tags record_reading
locust -f loadtests/telemetry.py --headless -u 50 -r 50 -t 30s --dynamo-rate max --tags record_sharded_reading
"""

from pytest_dynamo.locust import DynamoUser


class TelemetryUser(DynamoUser):
    """The access patterns of the design, at its rates."""

    design = "designs/telemetry.yaml"
