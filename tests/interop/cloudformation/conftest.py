"""Templates as sources, without files of their own."""

from pathlib import Path

import pytest

from pytest_dynamo.interop.cloudformation.reading import FORMAT
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.values import ImportOptions, Source

collect_ignore_glob = ["inputs/*"]
INPUTS = Path(__file__).parent / "inputs"


@pytest.fixture(scope="session")
def read():
    def imported(text, path="template.yaml", **parameters):
        parameters = {name.replace("__", "::"): value for name, value in parameters.items()}
        source = Source(path=path, documents=(document_of(text, path),))
        return FORMAT.read(source, ImportOptions(parameters=parameters))

    return imported


@pytest.fixture(scope="session")
def read_input():
    """An input, or the files of a folder, under paths that are the same on every machine."""

    def imported(name, **parameters):
        place = INPUTS / name
        files = sorted(place.rglob("*.json")) if place.is_dir() else [place]
        documents = tuple(
            document_of(file.read_text(encoding="utf-8"), file.relative_to(INPUTS).as_posix())
            for file in files
        )
        return FORMAT.read(
            Source(path=name, documents=documents), ImportOptions(parameters=parameters)
        )

    return imported
