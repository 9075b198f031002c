"""The files of what is imported: one, those of a folder, or standard input."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pytest_dynamo.cli.modules import models_in
from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document
from pytest_dynamo.interop.documents.reading import MAX_BYTES, MEBIBYTE, document_of
from pytest_dynamo.interop.pynamodb.declared import declares_models
from pytest_dynamo.interop.values import Source

STANDARD_INPUT = "-"
_MOST_FILES = 500
# A synthesised app has templates beside assets, which may be large and are no templates.
_MANIFEST = "manifest.json"
_OF_CDK = (".template.json", _MANIFEST, ".template.yaml")
_OF_TERRAFORM = (".tf", ".tf.json", ".tfvars", ".tfvars.json")
_PASSED_OVER = frozenset({"node_modules", "__pycache__"})


def source_at(name: str) -> Source:
    """What is imported, read; a Python module with models is run.

    Raises:
        DynamoError: It is not there, cannot be read, is too large, or a folder without files that
            are looked for in one.
    """
    if name == STANDARD_INPUT:
        text = _decoded(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input")
        return Source(path="standard input", documents=(document_of(text, "standard input"),))
    path = Path(name)
    if not path.exists():
        message = f"there is no file or folder {path}{_near(path)}"
        raise DynamoError(message)
    if not path.is_dir():
        document = _document(path)
        is_run = document.kind == "python" and declares_models(document.text)
        models = models_in(path) if is_run else ()
        return Source(path=name, documents=(document,), models=models)
    documents = tuple(_document(file) for file in _files_of(path))
    return Source(path=name, documents=documents)


def _files_of(folder: Path) -> list[Path]:
    """The files of a folder: the CDK's templates below it, else Terraform's, else whatever is JSON.

    Terraform's folder has files itself; those in folders below are of modules that it calls.
    """
    below = sorted(_below(folder))
    found = [path for path in below if path.name.endswith(_OF_CDK)]
    if not any(path.name != _MANIFEST for path in found):
        found = [path for path in below if path.name.endswith(_OF_TERRAFORM)]
        if not any(path.parent == folder for path in found):
            found = [path for path in below if path.suffix == ".json"]
    if not found:
        message = (
            f"{folder} has neither templates of the CDK (*.template.json), nor files of Terraform (*.tf), nor "
            "other JSON.\n"
            "To fix this: name the file that holds the tables; for the CDK, run cdk synth first"
        )
        raise DynamoError(message)
    if len(found) > _MOST_FILES:
        message = (
            f"{folder} has {len(found):,} such files, which is more than are read ({_MOST_FILES}).\n"
            "To fix this: name a folder with fewer, or a single file"
        )
        raise DynamoError(message)
    return found


def _below(folder: Path) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name not in _PASSED_OVER
        ]
        yield from (Path(place, name) for name in files)


def _document(path: Path) -> Document:
    try:
        if not path.is_file():
            message = f"{path} is no regular file"  # to read a pipe might take for ever
            raise DynamoError(message)
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"{path} cannot be read: {reason}"
        raise DynamoError(message) from None
    return document_of(_decoded(content, str(path)), str(path))


def _decoded(content: bytes, path: str) -> str:
    if len(content) > MAX_BYTES:
        message = (
            f"{path}: larger than {MAX_BYTES // MEBIBYTE} MB, which is all that is read.\n"
            "To fix this: name the template that holds the tables"
        )
        raise DynamoError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = (
            f"{path}:{line}: not UTF-8: byte 0x{content[error.start]:02x}.\n"
            "To fix this: save the file as UTF-8"
        )
        raise DynamoError(message) from None


def _near(path: Path) -> str:
    try:
        names = [one.name for one in path.parent.iterdir()]
    except OSError:
        return ""
    return nearest(path.name, names)
