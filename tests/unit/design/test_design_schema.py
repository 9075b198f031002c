"""The JSON Schema that editors check design files against."""

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from pytest_dynamo.design.mistakes import Mistakes
from pytest_dynamo.design.schema import design_schema, schema_text
from pytest_dynamo.design.yaml_text.source import read_yaml


def problems(text: str) -> list[str]:
    data: Any = read_yaml(text, Mistakes("d"))
    validator = jsonschema.Draft202012Validator(design_schema())
    return [error.json_path for error in validator.iter_errors(json.loads(json.dumps(data)))]


def test_the_published_schema_is_that_of_the_model() -> None:
    published = resources.files("pytest_dynamo.design").joinpath("design.schema.json")

    assert published.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m pytest_dynamo.design.schema > pytest_dynamo/design/design.schema.json"
    )


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(design_schema())


def test_a_design_that_loads_has_no_problems(shop_text: str) -> None:
    assert problems(shop_text) == []


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("rate: 10", "raet: 10", "$.access_patterns.get_user"),
        ("projection: KEYS_ONLY", "projection: KEYS", "$.tables.shop.indexes.by_status.projection"),
        ("put: Order", "put: Order\n    scan: true", "$.access_patterns.place_order"),
        ("{faker: uuid4}", "{fakr: uuid4}", "$.entities.User.item.user_id"),
    ],
)
def test_a_mistake_of_form_is_seen_in_the_editor(
    old: str, new: str, path: str, shop_text: str
) -> None:
    assert problems(shop_text.replace(old, new, 1)) == [path]
