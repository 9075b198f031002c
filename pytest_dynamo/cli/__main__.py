"""`python -m pytest_dynamo.cli` is `pytest-dynamo`."""

from pytest_dynamo.cli import main

main()
