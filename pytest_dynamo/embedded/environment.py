"""A region and credentials for clients that would have none.

boto3 refuses to make a client without a region, and looks for credentials on the network (the
metadata service of EC2) where no other place has any.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import botocore.session

_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded"}
_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_PROVIDERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


@contextmanager
def dummy_environment(region: str) -> Iterator[None]:
    """Set what is missing in the environment, and take it back in the end.

    Whatever is configured, in a variable or in a file, stays as it is: clients of other services
    need it.
    """
    missing = dict(_missing(region))
    os.environ.update(missing)
    try:
        yield
    finally:
        for name, value in missing.items():
            if os.environ.get(name) == value:
                del os.environ[name]


def credentials_are_configured() -> bool:
    """Whether a variable or a file says what credentials to use; the network is not asked."""
    if any(os.environ.get(name) for name in (*_PROVIDERS, *_PROFILES)):
        return True
    return bool(botocore.session.Session().available_profiles)


def _missing(region: str) -> Iterator[tuple[str, str]]:
    named_profile = any(os.environ.get(name) for name in _PROFILES)
    if not named_profile and botocore.session.Session().get_config_variable("region") is None:
        yield "AWS_DEFAULT_REGION", region
    if not credentials_are_configured():
        yield from _CREDENTIALS.items()
