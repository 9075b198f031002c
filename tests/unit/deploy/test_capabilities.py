from pathlib import Path

import pytest

from pytest_dynamo.deploy.capabilities import (
    ASPECTS,
    DYNALITE,
    DYNAMODB_LOCAL,
    LOCALSTACK,
    MOTO,
    PROFILES,
    SERVED,
    UNKNOWN,
    profile_named,
)
from pytest_dynamo.deploy.capability_table import notes, overview
from pytest_dynamo.deploy.recognition import by_headers
from pytest_dynamo.deploy.servers import NAMES

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("headers", "profile"),
    [
        ({"server": "Jetty(12.0.31)", "x-amzn-requestid": "1"}, DYNAMODB_LOCAL),
        ({"x-amzn-requestid": "1", "keep-alive": "timeout=5"}, DYNALITE),
        ({"server": "Werkzeug/3.1.9 Python/3.11.7, amazon.com"}, MOTO),
        ({"server": "pytest-dynamo"}, SERVED),
        ({"server": "hypercorn-h11", "x-localstack": "true"}, LOCALSTACK),
        ({"server": "nginx", "keep-alive": "timeout=5"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_an_endpoint_is_told_by_the_headers_of_an_answer(headers, profile):
    assert by_headers(headers) is profile


def test_each_profile_says_something_of_each_aspect():
    for profile in (*PROFILES, SERVED, UNKNOWN):
        assert list(profile.capabilities) == list(ASPECTS)
        notes = {one.level: one.note for one in profile.capabilities.values()}
        assert not notes.get("yes")
        assert all(
            one.note for one in profile.capabilities.values() if one.level in ("no", "partly")
        )


def test_profiles_are_found_by_name():
    assert [profile_named(one.name) for one in PROFILES] == list(PROFILES)
    assert profile_named("serve") is SERVED
    assert profile_named("another") is UNKNOWN


def test_what_cannot_be_believed_of_capacity_is_said_in_the_caveat():
    caveats = {one.name: one.caveat for one in PROFILES if one.caveat}
    assert caveats == {
        "dynamodb-local": "; write transactions are metered at half",
        "dynalite": "; index writes are not metered",
        "localstack": "; write transactions are metered at half",
        "moto": ", not to be trusted: moto answers constants",
    }


def test_the_page_of_backends_has_these_values():
    page = (ROOT / "docs" / "reference" / "backends.md").read_text(encoding="utf-8")
    _, shown = page.split("<!-- capabilities -->\n")
    table, rest = shown.split("<!-- notes -->\n\n")
    assert table.splitlines() == list(overview())
    assert rest == "\n".join([*notes(), "<!-- end -->", ""])


def test_the_page_of_backends_has_each_name():
    page = (ROOT / "docs" / "reference" / "backends.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"| `{name}` |" not in page] == []
