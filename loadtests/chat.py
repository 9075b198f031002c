"""The messages of designs/chat.yaml under load: on joined keys, and on keys of several attributes.

Both at once, at the rates of the design. Nothing is throttled: compare the write units a request in
the report.

locust -f loadtests/chat.py --headless -u 50 -r 50 -t 30s --tags post_message post_joined_message
"""

from locust import task

from pytest_dynamo.locust import DynamoUser


class ChatUser(DynamoUser):
    """The access patterns of the design, at its rates, and a look at a thread that goes on."""

    design = "designs/chat.yaml"

    @task(5)
    def catch_up(self) -> None:
        """Say something, and read what follows it in its thread."""
        message = self.perform("post_message")
        self.client.query(
            TableName="messages",
            IndexName="by_thread",
            KeyConditionExpression=(
                "workspace_id = :workspace AND channel_id = :channel"
                " AND thread = :thread AND #number >= :number"
            ),
            ExpressionAttributeNames={"#number": "number"},
            ExpressionAttributeValues={
                ":workspace": {"S": message["workspace_id"]},
                ":channel": {"N": str(message["channel_id"])},
                ":thread": {"N": str(message["thread"])},
                ":number": {"N": str(message["number"])},
            },
            Limit=20,
            name="catch up",
        )
