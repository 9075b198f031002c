"""Models of NoSQL Workbench in the manner of those that AWS publishes, and reading them."""

import json
from pathlib import Path

from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ImportOptions, Source
from pytest_dynamo.interop.workbench.reading import FORMAT

INPUTS = Path(__file__).parent / "inputs"
NAMES = sorted(path.stem for path in INPUTS.glob("*.json"))


def model(name):
    """A model as plain values."""
    return json.loads((INPUTS / f"{name}.json").read_text())


def source(text, path="model.json"):
    """A text as something to import."""
    return Source(path=path, documents=(document_of(text, path),))


def imported(value, path="model.json"):
    """What comes of a model."""
    return FORMAT.read(source(json.dumps(value, indent=1), path), ImportOptions())


def losses(read):
    """What is lost, by its place."""
    return {one.where: one.message for one in read.losses}
