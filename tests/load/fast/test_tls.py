"""Certificates are verified, against those that boto3 would trust."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import SSLError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.load.fast.conftest import KEY, Scripted, response

FULL = response({"Item": {"pk": {"S": "a"}}})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    encoding = serialization.Encoding.PEM
    path.write_bytes(
        made.public_bytes(encoding)
        + key.private_bytes(
            encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return str(path)


@pytest.fixture
def server(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    scripted = Scripted(context)
    scripted.will(FULL)
    yield scripted
    scripted.close()


def test_a_certificate_that_nobody_vouches_for_is_refused(server, client):
    with pytest.raises(SSLError, match="certificate verify failed"):
        client.get_item(**KEY)
    assert server.requests == []


def test_it_is_accepted_where_it_is_named(server, make_client, certificate):
    client = make_client(verify=certificate)
    for _ in range(2):
        assert client.get_item(**KEY)["Item"] == {"pk": {"S": "a"}}
    assert server.dialled == 1


def test_it_is_accepted_where_the_environment_names_it(
    server, make_client, certificate, monkeypatch
):
    monkeypatch.setenv("AWS_CA_BUNDLE", certificate)
    assert make_client().get_item(**KEY)["Item"] == {"pk": {"S": "a"}}


def test_another_host_than_the_certificate_is_for_is_refused(server, make_client, certificate):
    client = make_client(server.url.replace("127.0.0.1", "localhost"), verify=certificate)
    with pytest.raises(SSLError, match="localhost"):
        client.get_item(**KEY)


def test_nothing_is_verified_where_that_is_what_is_asked_for(server, make_client):
    assert make_client(verify=False).get_item(**KEY)["Item"] == {"pk": {"S": "a"}}
