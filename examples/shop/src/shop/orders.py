"""Orders, by plain boto3."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import boto3
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb", region_name="eu-central-1").Table("orders")


def place(customer_id: str, warehouse: str, total: Decimal) -> str:
    """Place an order that a warehouse has to ship, and return its id."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    order_id = f"{now}-{uuid4().hex[:8]}"  # sorts by time
    table.put_item(
        Item={
            "customer_id": customer_id,
            "order_id": order_id,
            "placed_at": now,
            "state": "waiting",
            "warehouse": warehouse,
            "waiting_in": warehouse,
            "total": total,
        },
        ConditionExpression=Attr("customer_id").not_exists(),
    )
    return order_id


def find(customer_id: str, order_id: str) -> dict[str, Any] | None:
    """One order."""
    return table.get_item(Key={"customer_id": customer_id, "order_id": order_id}).get("Item")


def newest(customer_id: str, limit: int = 10) -> list[dict[str, Any]]:
    """The newest orders of a customer, the newest first."""
    page = table.query(
        KeyConditionExpression=Key("customer_id").eq(customer_id),
        ScanIndexForward=False,
        Limit=limit,
    )
    return page["Items"]


def waiting(warehouse: str) -> list[dict[str, Any]]:
    """What a warehouse has to ship, the oldest first."""
    page = table.query(
        IndexName="waiting",
        KeyConditionExpression=Key("waiting_in").eq(warehouse),
    )
    return page["Items"]


def ship(customer_id: str, order_id: str) -> None:
    """An order leaves its warehouse."""
    table.update_item(
        Key={"customer_id": customer_id, "order_id": order_id},
        UpdateExpression="SET #state = :shipped REMOVE waiting_in",
        ConditionExpression=Attr("customer_id").exists(),
        ExpressionAttributeNames={"#state": "state"},
        ExpressionAttributeValues={":shipped": "shipped"},
    )
