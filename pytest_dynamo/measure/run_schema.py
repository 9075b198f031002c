"""The JSON Schemas of the files of figures (runs, studies, test sessions), for whoever reads these in another language.

`python -m pytest_dynamo.measure.run_schema run` prints one of them; `run.schema.json` and
the others beside this module are that output, and a test keeps them in step. Members that a
schema does not name are allowed, as a later release may add some.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from pytest_dynamo.design.schema import SCHEMA_DIALECT
from pytest_dynamo.measure.run import VERSION as RUN_VERSION
from pytest_dynamo.measure.run_values import Run
from pytest_dynamo.measure.session import VERSION as TESTS_VERSION
from pytest_dynamo.measure.session_values import Session
from pytest_dynamo.measure.study import VERSION as STUDY_VERSION
from pytest_dynamo.measure.study_values import Study


def run_schema() -> dict[str, Any]:
    """The JSON Schema of `run.json`."""
    return _schema(Run, RUN_VERSION, "Load test run of pytest-dynamo")


def study_schema() -> dict[str, Any]:
    """The JSON Schema of `study.json`."""
    return _schema(Study, STUDY_VERSION, "Forecast study of pytest-dynamo")


def tests_schema() -> dict[str, Any]:
    """The JSON Schema of `tests.json`."""
    return _schema(Session, TESTS_VERSION, "Test session of pytest-dynamo")


SCHEMAS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "run": run_schema,
    "study": study_schema,
    "tests": tests_schema,
}
"""The schemas by the names of their files, as `run.schema.json`."""


def schema_text(name: str) -> str:
    """A JSON Schema as it stands in its file."""
    return json.dumps(SCHEMAS[name](), indent=2, ensure_ascii=False) + "\n"


def _schema(value: type, version: int, title: str) -> dict[str, Any]:
    from pydantic import TypeAdapter

    schema = TypeAdapter(value).json_schema()
    # What a reader knows a file by is in every file, though a value need not be given it.
    schema["properties"]["version"] = {"const": version, "title": "Version"}
    schema["required"] = ["version", *schema["required"]]
    return {"$schema": SCHEMA_DIALECT, **schema, "title": title}


if __name__ == "__main__":
    sys.stdout.write(schema_text(sys.argv[1]))
