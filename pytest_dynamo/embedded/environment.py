"""A region and credentials for clients that would have none.

boto3 refuses to make a client without a region, and looks for credentials on the network (the
metadata service of EC2) where no other place has any.

botocore is not asked what is configured: importing it takes longer than many a test session, and
the plugin needs to know when pytest starts. Where botocore looks:
https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
"""

import os
from collections.abc import Iterator, Mapping
from configparser import Error, RawConfigParser
from contextlib import contextmanager
from pathlib import Path

REGION = "us-east-1"
"""The region of a client that names none."""

ACCOUNT = "123456789012"
"""Clients of any region and account see the same tables, whose ARNs say this and `REGION`."""

# Made up, and refused by AWS: what slips past the embedded backend reaches nothing.
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded"}

_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_PROVIDERS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)
# Any of these in a profile is a way to credentials.
_PROFILE_PROVIDERS = (
    "aws_access_key_id",
    "credential_process",
    "login_session",
    "role_arn",
    "sso_account_id",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
)


@contextmanager
def dummy_environment() -> Iterator[None]:
    """Set what is missing in the environment, and take it back in the end.

    Whatever is configured, in a variable or in a file, stays as it is: clients of other services
    need it.
    """
    with variables(missing_variables()):
        yield


def missing_variables() -> dict[str, str]:
    """The variables that give a region and credentials, as far as nothing else does."""
    missing: dict[str, str] = {}
    if not _region_is_configured():
        missing["AWS_DEFAULT_REGION"] = REGION
    if not credentials_are_configured():
        missing |= _CREDENTIALS
    return missing


@contextmanager
def variables(added: Mapping[str, str]) -> Iterator[None]:
    """Set variables, and take those back in the end that still have their values."""
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in added.items():
            if os.environ.get(name) == value:
                del os.environ[name]


def credentials_are_configured() -> bool:
    """Whether a variable or a file says what credentials to use; the network is not asked.

    A profile that is named is taken to have them.
    """
    if any(os.environ.get(name) for name in (*_PROVIDERS, *_PROFILES)):
        return True
    return any(_default_profile().get(option) for option in _PROFILE_PROVIDERS)


def _region_is_configured() -> bool:
    if any(os.environ.get(name) for name in ("AWS_DEFAULT_REGION", *_PROFILES)):
        return True
    return bool(_default_profile().get("region"))


def _default_profile() -> dict[str, str]:
    """The options of the profile `default`, in both of AWS's files."""
    options: dict[str, str] = {}
    for variable, name in (
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ):
        path = Path(os.environ.get(variable) or Path("~/.aws", name)).expanduser()
        for section in ("default", "profile default"):
            options |= _section(path, section)
    return options


def _section(path: Path, section: str) -> dict[str, str]:
    """A section of a file; nothing where there is none, or where boto3 could not read it either."""
    parser = RawConfigParser(default_section="", strict=False)
    try:
        parser.read_string(path.read_text(encoding="utf-8", errors="replace"))
    except (OSError, Error):
        return {}
    return dict(parser[section]) if parser.has_section(section) else {}
