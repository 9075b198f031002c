"""The inputs of this folder as sources, as the command line reads them."""

from pathlib import Path

from pytest_dynamo.interop.documents.document import Document
from pytest_dynamo.interop.documents.reading import document_of
from pytest_dynamo.interop.terraform.reading import FORMAT
from pytest_dynamo.interop.values import ImportOptions, Source

INPUTS = Path(__file__).parent / "inputs"


def source(name):
    path = INPUTS / name
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return Source(path=name, documents=tuple(_document(file) for file in files))


def _document(file):
    text = file.read_text()
    if file.suffix == ".tfvars":
        return Document(path=file.name, text=text, kind="hcl")
    return document_of(text, file.name)


def imported(text, path="main.tf", **parameters):
    """What a single text comes to."""
    documents = (document_of(text, path),)
    options = ImportOptions(parameters=parameters)
    return FORMAT.read(Source(path=path, documents=documents), options)


def table(arguments, more=""):
    """A configuration with one small table, and what is added to it."""
    return f"""
resource "aws_dynamodb_table" "t" {{
  name         = "things"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {{
    name = "id"
    type = "S"
  }}
  lifecycle {{
    prevent_destroy = true
  }}
  {arguments}
}}
{more}
"""
