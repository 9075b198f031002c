import pytest

from shop import customers


@pytest.mark.access_pattern("sign_up", max_write_units=2)
def test_who_signs_up_has_an_account():
    ada = customers.sign_up("ada@example.com", "Ada Lovelace")

    assert customers.find(ada.customer_id).full_name == "Ada Lovelace"


@pytest.mark.access_pattern("find_customer_by_email", max_read_units=0.5)
def test_customers_are_found_by_their_address(dynamo_populate):
    customer = dynamo_populate("Customer")
    dynamo_populate("Customer")

    found = customers.find_by_email(customer.email)

    assert found is not None
    assert found.customer_id == customer.customer_id


def test_an_address_that_nobody_has_finds_nobody():
    assert customers.find_by_email("nobody@example.com") is None
