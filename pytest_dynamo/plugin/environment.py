"""A region and credentials for clients that are made while tests are imported.

What is configured, in a variable or in a file, stays as it is: clients of other services need it.
botocore is not asked, because importing it takes longer than many a test session.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

# Made up, and refused by AWS: a test that slips past the embedded backend reaches nothing.
_REGION = {"AWS_DEFAULT_REGION": "us-east-1"}
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "embedded", "AWS_SECRET_ACCESS_KEY": "embedded"}
_AWS_DOMAINS = (".amazonaws.com", ".amazonaws.com.cn", ".api.aws")
_PROFILES = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE")
_CREDENTIALS_ARE_ELSEWHERE = (
    *_PROFILES,
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
)


@contextmanager
def client_environment(endpoint: str | None) -> Iterator[None]:
    """Set what is missing, and take it back in the end.

    With an endpoint, clients that name none themselves are sent there, too
    (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
    """
    added = {} if endpoint and _is_aws(endpoint) else _missing()
    if endpoint and "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
        added["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
    os.environ.update(added)
    try:
        yield
    finally:
        for name, value in added.items():
            if os.environ.get(name) == value:
                del os.environ[name]


def _is_aws(endpoint: str) -> bool:
    """Whether an endpoint is AWS itself, where made-up credentials would only confuse."""
    return (urlsplit(endpoint).hostname or "").endswith(_AWS_DOMAINS)


def _missing() -> dict[str, str]:
    missing: dict[str, str] = {}
    config = _text("AWS_CONFIG_FILE", "config")
    if not (_any_set("AWS_DEFAULT_REGION", *_PROFILES) or re.search(r"(?m)^region\s*=", config)):
        missing |= _REGION
    if not (
        _any_set(*_CREDENTIALS_ARE_ELSEWHERE) or _text("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    ):
        missing |= _CREDENTIALS
    return missing


def _any_set(*names: str) -> bool:
    return any(os.environ.get(name) for name in names)


def _text(variable: str, default: str) -> str:
    """A configuration file of AWS; nothing where there is none."""
    path = Path(os.environ.get(variable) or Path("~/.aws", default)).expanduser()
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
