"""What was found, in the forms that people and programs read."""

from collections.abc import Callable, Mapping
from typing import Literal, TypeAlias

from pytest_dynamo.checks.formats.checked import Checked
from pytest_dynamo.checks.formats.github import github
from pytest_dynamo.checks.formats.json_object import json_object
from pytest_dynamo.checks.formats.junit import junit
from pytest_dynamo.checks.formats.markdown import markdown
from pytest_dynamo.checks.formats.sarif import sarif
from pytest_dynamo.checks.formats.text import text

Format: TypeAlias = Literal["text", "json", "sarif", "junit", "github", "markdown"]

FORMATS: Mapping[Format, Callable[[Checked], str]] = {
    "text": text,
    "json": json_object,
    "sarif": sarif,
    "junit": junit,
    "github": github,
    "markdown": markdown,
}
"""Each form by the name that `--format` has for it."""
