"""The shop of designs/orders.yaml under load.

locust -f loadtests/orders.py --headless -u 20 -r 20 -t 30s
"""

from locust import task

from datetime import UTC, datetime
from uuid import uuid4

from pytest_dynamo.locust import DynamoUser

TABLE = "my-service-table"


class OrdersUser(DynamoUser):
    """The access patterns of the design, at its rates, and a checkout by hand."""

    design = "designs/orders.yaml"

    @task(2)
    def checkout(self) -> None:
        """Buy a product: the order and its line are written together, or not at all."""
        user = self.pick("User", like="create_order")
        product = self.perform("get_product")
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        order_id = f"{now}-{uuid4().hex[:8]}"  # sorts by time, as those of the design do
        order = {
            "PK": {"S": f"USER#{user.user_id}"},
            "SK": {"S": f"ORDER#{order_id}"},
            "GSI1PK": {"S": f"USER#{user.user_id}"},
            "GSI1SK": {"S": f"ORDER#{now}"},
            "GSI2PK": {"S": f"ORDER#{order_id}"},
            "GSI2SK": {"S": f"USER#{user.user_id}"},
            "entity_type": {"S": "Order"},
            "order_id": {"S": order_id},
            "created_at": {"S": now},
            "status": {"S": "placed"},
            "total": {"N": str(product["price"])},
        }
        line = {
            "PK": {"S": f"ORDER#{order_id}"},
            "SK": {"S": "ITEM#1"},
            "entity_type": {"S": "OrderItem"},
            "product_id": {"N": str(product["product_id"])},
            "quantity": {"N": "1"},
        }
        new = {"TableName": TABLE, "ConditionExpression": "attribute_not_exists(PK)"}
        self.client.transact_write_items(
            TransactItems=[{"Put": {**new, "Item": order}}, {"Put": {**new, "Item": line}}],
            name="checkout",
        )
