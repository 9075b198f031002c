"""Tables out of Terraform: `terraform show -json`, `.tf` and `.tf.json` files, one or a folder of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document, Where
from pytest_dynamo.interop.drafting import LONGEST_NAME, Draft, sound, table_of
from pytest_dynamo.interop.shapes import Losses, Unresolved
from pytest_dynamo.interop.terraform.bodies import line_in, lines_of
from pytest_dynamo.interop.terraform.companions import Drafts, take_companion
from pytest_dynamo.interop.terraform.configuration import Configuration
from pytest_dynamo.interop.terraform.given import given_values
from pytest_dynamo.interop.terraform.members import COMPANIONS
from pytest_dynamo.interop.terraform.module_call import is_table_module, resources_of_call
from pytest_dynamo.interop.terraform.resource import Resource
from pytest_dynamo.interop.terraform.state import root_of, shown_resources
from pytest_dynamo.interop.terraform.tables import draft_of
from pytest_dynamo.interop.values import (
    DesignPath,
    Imported,
    ImportFormat,
    ImportOptions,
    Loss,
    Source,
)

# What is shown are values; prevent_destroy stands in the files alone.
_SILENT = frozenset({"removal_policy"})
_TABLE = "aws_dynamodb_table"
_MODULE = "dynamodb-table/aws"
_VARIABLES = (".tfvars", ".tfvars.json")
_TOP = ("resource", "module", "variable", "locals", "provider")
_ORDER = list(COMPANIONS)


def _lacks(source: Source) -> str | None:
    if any(root_of(document) for document in source.documents):
        return None
    if any(_is_configuration(document) for document in source.documents):
        return None
    return "no .tf file, and no values.root_module as terraform show -json writes it"


def _is_configuration(document: Document) -> bool:
    if document.kind == "hcl":
        return document.path.endswith(".tf")
    resources = document.mapping.get("resource")
    is_named = document.path.endswith(".tf.json")
    return is_named or (isinstance(resources, dict) and "aws_dynamodb_table" in resources)


def _is_variables(document: Document) -> bool:
    """What Terraform takes without being told: https://developer.hashicorp.com/terraform/language/values/variables."""
    name = PurePosixPath(document.path).name
    is_automatic = name.startswith("terraform.tfvars") or ".auto.tfvars" in name
    return is_automatic and name.endswith(_VARIABLES)


def _read(source: Source, options: ImportOptions) -> Imported:
    losses: list[Losses] = []
    shown = [document for document in source.documents if root_of(document)]
    resources: list[Resource] = []
    for document in shown:
        losses.append(Losses(path=document.path, line=document.line))
        resources += shown_resources(document, losses[-1])
    configured = [document for document in source.documents if _is_configuration(document)]
    if configured:
        resources += _configured(source, configured, options, losses)
    made = [
        made
        for one in resources
        for made in (resources_of_call(one) if is_table_module(one) else [one])
    ]
    return _imported(made, source, options, losses, is_shown=bool(shown))


def _configured(
    source: Source, documents: list[Document], options: ImportOptions, losses: list[Losses]
) -> list[Resource]:
    """The resources of the module at the top, and of the modules beside it that it calls."""
    folders: dict[str, list[tuple[Document, Losses]]] = {}
    for document in documents:
        losses.append(Losses(path=document.path, line=_line_of(document)))
        folder = str(PurePosixPath(document.path).parent)
        folders.setdefault(folder, []).append((document, losses[-1]))
    top = min(folders, key=lambda folder: (len(PurePosixPath(folder).parts), folder))
    variables = [document for document in source.documents if _is_variables(document)]
    given = given_values(variables, options.parameters)
    return list(_of_folder(top, folders, Configuration(given), depth=0))


def _line_of(document: Document) -> Callable[[Where], int | None]:
    if document.kind != "hcl":
        return document.line
    lines = lines_of(document)
    return lambda where: line_in(lines, where)


def _of_folder(
    folder: str,
    folders: dict[str, list[tuple[Document, Losses]]],
    configuration: Configuration,
    depth: int,
) -> Iterator[Resource]:
    for document, losses in folders[folder]:
        configuration.add(document, losses)
        for one in configuration.providers if depth == 0 else ():
            if one.losses is losses:
                _name_default_tags(one.body, losses)
    called = {}
    for address, place, given in configuration.calls(folder):
        if place in folders and depth < 8:
            called[address] = place
            inner = Configuration(given, prefix=f"{address}.")
            yield from _of_folder(place, folders, inner, depth + 1)
    yield from (one for one in configuration.found_resources() if one.address not in called)


def _name_default_tags(body: Any, losses: Losses) -> None:  # noqa: ANN401 - a Body
    blocks = [one.kind for one in body.block.blocks] if body.block else body.members
    if "default_tags" in blocks:
        where = (*body.where, "default_tags")
        losses.add(where, "tags of the provider are not those of a table; left out")


def _imported(
    resources: list[Resource],
    source: Source,
    options: ImportOptions,
    losses: list[Losses],
    *,
    is_shown: bool,
) -> Imported:
    drafts = Drafts(by_name={}, by_address={})
    places: dict[str, Losses] = {}
    for resource in resources:
        if resource.kind == _TABLE:
            draft = draft_of(resource, retains=is_shown or resource.keeps)
            _add(draft, resource, drafts, places)
    if not drafts.by_name:
        message = (
            f"{source.path}: no {_TABLE} in it, and no module that makes one.\n"
            "To fix this: name the files that hold the tables, or use terraform show -json"
        )
        raise DynamoError(message)
    others = [one for one in resources if one.kind != _TABLE]
    for one in sorted(others, key=_rank):
        if one.kind in COMPANIONS:
            take_companion(one, drafts)
    _name_others(others)
    tables = {name: table_of(draft, places[name]) for name, draft in drafts.by_name.items()}
    design = Design(name=options.name or next(iter(tables))[:LONGEST_NAME], tables=tables)
    found: dict[Loss, None] = dict.fromkeys(loss for one in losses for loss in one.found)
    return Imported(
        design=sound(design, source.path),
        losses=tuple(found),
        remarks=_remarks(drafts, is_shown),
        silent=_SILENT if is_shown else frozenset(),
    )


def _rank(resource: Resource) -> int:
    return _ORDER.index(resource.kind) if resource.kind in COMPANIONS else len(_ORDER)


def _add(draft: Draft, resource: Resource, drafts: Drafts, places: dict[str, Losses]) -> None:
    if draft.name in drafts.by_name:
        message = f"there is a table '{draft.name}' already"
        resource.losses.fail((*draft.where, "name"), message, "rename or remove one of the two")
    drafts.by_name[draft.name] = draft
    drafts.by_address[resource.address] = draft
    places[draft.name] = resource.losses


def _name_others(others: list[Resource]) -> None:
    """Name what was passed over: each resource of DynamoDB's, and how many there are of other types."""
    counts = Counter(one.kind for one in others if not one.is_of_tables)
    said = set()
    for one in others:
        if one.kind in COMPANIONS or one.kind in said:
            continue
        if one.is_of_tables:
            one.losses.add(one.where, f"{one.kind} says nothing that a design holds; left out")
        elif one.kind == "module":
            found = one.values.get("source")
            what = f"source {found}" if not isinstance(found, Unresolved) else str(found)
            one.losses.add(one.where, f"a module that is not read here ({what}); left out")
        else:
            said.add(one.kind)
            number = f", {counts[one.kind]} of them" if counts[one.kind] > 1 else ""
            one.losses.add(one.where, f"{one.kind} is no table{number}; left out")


def _remarks(drafts: Drafts, is_shown: bool) -> dict[DesignPath, str]:  # noqa: FBT001 - of one caller
    remarks: dict[DesignPath, str] = {}
    for address, draft in drafts.by_address.items():
        remarks["tables", draft.name] = f"{address} in Terraform"
        if is_shown:
            remarks["tables", draft.name] += "; whether it has prevent_destroy is not shown"
    return remarks


FORMAT = ImportFormat(
    name="terraform",
    title="Terraform: .tf files, or terraform show -json",
    lacks=_lacks,
    read=_read,
)
