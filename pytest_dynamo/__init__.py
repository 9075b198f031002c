"""Test DynamoDB table designs like code, and load them like production.

`pytest -p pytest_dynamo` collects design files and proves that every access pattern is a Query;
`pytest_dynamo.locust.DynamoUser` drives a design with Faker data; a report shows what it consumed.
"""

__version__ = "0.1.0"
