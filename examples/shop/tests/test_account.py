import pytest

from shop.account import account_page


def test_the_account_page_greets_and_lists_what_was_bought(dynamo_populate, dynamo_calls):
    customer = dynamo_populate("Customer", orders=3)

    page = account_page(customer.email)

    assert page.full_name == customer.full_name
    assert page.totals == [order.total for order in customer.orders]
    assert [call.pattern for call in dynamo_calls] == ["find_customer_by_email", "newest_orders"]
    assert dynamo_calls.read_units <= 1


def test_the_account_page_of_nobody_is_an_error():
    with pytest.raises(LookupError):
        account_page("nobody@example.com")
