"""Signature Version 4 of requests to DynamoDB.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html. A request of
DynamoDB is always a POST without a query string, and its body is always signed.
"""

import hmac
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

CONTENT_TYPE = "application/x-amz-json-1.0"
TIMESTAMP = "%Y%m%dT%H%M%SZ"

_SERVICE = "dynamodb"
_SIGNED = "content-type;host;x-amz-date;x-amz-target"
_SIGNED_WITH_TOKEN = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """The credentials of a signature; `token` is that of a session, None where there is none."""

    access_key: str
    secret_key: str
    token: str | None = None


def signed_headers(
    target: str, body: bytes, *, host: str, path: str, region: str, keys: Keys, timestamp: str
) -> dict[str, str]:
    """The headers of a request with its signature, but for those of the connection.

    `target` is the X-Amz-Target, `host` as the header Host has it, `path` percent-encoded, `timestamp`
    UTC as `TIMESTAMP` has it.
    """
    token = keys.token
    with_token = f"x-amz-security-token:{token}\n" if token else ""
    signed = _SIGNED_WITH_TOKEN if token else _SIGNED
    canonical = (
        f"POST\n{path}\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\nx-amz-date:{timestamp}\n"
        f"{with_token}x-amz-target:{target}\n\n{signed}\n{sha256(body).hexdigest()}"
    )
    day = timestamp[:8]
    scope = f"{day}/{region}/{_SERVICE}/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    key = signing_key(keys.secret_key, day, region)
    signature = hmac.digest(key, to_sign.encode(), "sha256").hex()
    headers = {
        "Host": host,
        "Content-Type": CONTENT_TYPE,
        "X-Amz-Target": target,
        "X-Amz-Date": timestamp,
        "Authorization": f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{scope}, "
        f"SignedHeaders={signed}, Signature={signature}",
    }
    if token:
        headers["X-Amz-Security-Token"] = token
    return headers


@lru_cache(maxsize=64)
def signing_key(secret_key: str, day: str, region: str) -> bytes:
    """The key of all signatures of a day in a region."""
    key = f"AWS4{secret_key}".encode()
    for part in (day, region, _SERVICE, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
