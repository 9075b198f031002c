"""The packages that only reports need."""

from pytest_dynamo.errors import MissingExtraError


def not_installed(error: ImportError) -> MissingExtraError:
    """The error for a package of the extra `report` that could not be imported."""
    package = (error.name or "matplotlib").partition(".")[0]
    return MissingExtraError(package, extra="report", wanted_for="The HTML report")
