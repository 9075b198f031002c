"""The tenants of designs/saas.yaml under load: one of them is a whale.

Documents are saved at the rate of the design, to one key a tenant. Then to four:

locust -f loadtests/saas.py --headless -u 50 -r 50 -t 30s --tags create_document
locust -f loadtests/saas.py --headless -u 50 -r 50 -t 30s --tags create_sharded_document

With `--dynamo-keys Tenant=uniform` there is no whale, and one key a tenant is enough.
"""

from pytest_dynamo.locust import DynamoUser


class SaasUser(DynamoUser):
    """The access patterns of the design, at its rates."""

    design = "designs/saas.yaml"
