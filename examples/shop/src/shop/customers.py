"""Customers, as a PynamoDB model."""

from datetime import UTC, datetime
from uuid import uuid4

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model


class ByEmail(GlobalSecondaryIndex["Customer"]):
    """Finds customers by their address."""

    class Meta:
        index_name = "by_email"
        projection = AllProjection()

    email = UnicodeAttribute(hash_key=True)


class Customer(Model):
    """Somebody with an account."""

    class Meta:
        table_name = "customers"
        region = "eu-central-1"

    customer_id = UnicodeAttribute(hash_key=True)
    email = UnicodeAttribute()
    full_name = UnicodeAttribute()
    joined_at = UnicodeAttribute()

    by_email = ByEmail()


def sign_up(email: str, full_name: str) -> Customer:
    """Create an account."""
    customer = Customer(
        customer_id=str(uuid4()),
        email=email,
        full_name=full_name,
        joined_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
    )
    customer.save(condition=Customer.customer_id.does_not_exist())
    return customer


def find(customer_id: str) -> Customer:
    """Raises Customer.DoesNotExist if there is none."""
    return Customer.get(customer_id)


def find_by_email(email: str) -> Customer | None:
    """The customer with that address, if there is one."""
    return next(iter(Customer.by_email.query(email)), None)
