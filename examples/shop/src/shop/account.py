"""What a customer sees after signing in: uses customers and orders alike."""

from dataclasses import dataclass
from decimal import Decimal

from shop import customers, orders


@dataclass(frozen=True)
class AccountPage:
    """The greeting, and what the newest orders came to."""

    full_name: str
    totals: list[Decimal]


def account_page(email: str) -> AccountPage:
    """The page of the customer with that address. Raises LookupError if there is none."""
    customer = customers.find_by_email(email)
    if customer is None:
        raise LookupError(email)
    newest = orders.newest(customer.customer_id)
    return AccountPage(full_name=customer.full_name, totals=[order["total"] for order in newest])
