"""Which hosts are AWS's own, told by their names. Nothing is asked, and boto3 is not imported."""

import ipaddress
import re

# Domains of all partitions of AWS, as botocore has them (data/partitions.json, dnsSuffix and
# dualStackDnsSuffix): what ends so is AWS, whether it is FIPS, dual stack, an interface endpoint
# (vpce-….dynamodb.eu-west-1.vpce.amazonaws.com) or of an account (123456789012.ddb.….amazonaws.com).
_DOMAINS = (
    "amazonaws.com",
    "api.aws",
    "amazonaws.com.cn",
    "api.amazonwebservices.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.eu",
    "c2s.ic.gov",
    "api.aws.ic.gov",
    "sc2s.sgov.gov",
    "api.aws.scloud",
    "cloud.adc-e.uk",
    "api.cloud-aws.adc-e.uk",
    "csp.hci.ic.gov",
    "api.aws.hci.ic.gov",
)
_REGION = re.compile(r"(?:^|\.)((?:[a-z]{2}|eusc)(?:-[a-z]+)+-\d+)\.")


def is_aws(hostname: str) -> bool:
    """Whether a host is AWS's own, however its name is written.

    A name of one's own that leads to AWS (a CNAME, a tunnel) is not told by it.

    >>> is_aws("DynamoDB.eu-west-1.amazonaws.com."), is_aws("amazonaws.com.example.org")
    (True, False)
    """
    return plain_host(hostname).endswith(tuple(f".{domain}" for domain in _DOMAINS))


def region_of(hostname: str) -> str | None:
    """The region that a host of AWS names.

    >>> region_of("vpce-1a2b-c3.dynamodb.eu-west-1.vpce.amazonaws.com")
    'eu-west-1'
    """
    named = _REGION.search(plain_host(hostname))
    return named[1] if named else None


def is_loopback(hostname: str) -> bool:
    """Whether a host is this machine, so that nobody else's DynamoDB is there.

    >>> [is_loopback(host) for host in ("localhost", "127.0.0.2", "::1", "0.0.0.0", "db.localhost")]
    [True, True, True, True, True]
    """
    host = plain_host(hostname)
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def plain_host(hostname: str) -> str:
    """A host as name servers are asked for it: small letters of ASCII, without a dot at its end."""
    try:
        plain = hostname.encode("idna").decode()  # which takes a full-width dot for one, too
    except UnicodeError:
        plain = hostname
    return plain.lower().rstrip(".")
