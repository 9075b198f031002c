"""Templates that are filled in again and again."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pytest_dynamo.design.templates import parse_template

STORED = {"n": 7, "name": "Ann", "at": "2026-01-02", "price": Decimal("1.50"), "there": True}
RAW = {**STORED, "at": datetime(2026, 1, 2, tzinfo=UTC)}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{n}", 7),
        ("PROFILE", "PROFILE"),
        ("A#{n}#{name}#{n}", "A#7#Ann#7"),
        ("{{{name}}}#{price}#{there}", "{Ann}#1.50#True"),
        ("{n:04d}#{name!u}", "0007#ANN"),
        ("{at:%Y-%m}#{at}", "2026-01#2026-01-02"),
    ],
)
def test_a_filler_fills_in_what_render_does(text, filled):
    template = parse_template(text)

    assert template.filler()(STORED, RAW) == template.render(STORED, RAW) == filled


@pytest.mark.parametrize("text", ["{gone}", "A#{gone}", "{gone:04d}"])
def test_a_value_that_is_not_there_is_a_key_error(text):
    with pytest.raises(KeyError, match="gone"):
        parse_template(text).filler()(STORED, None)
