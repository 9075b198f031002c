"""Templates of CloudFormation, SAM and the CDK as a design of tables."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.cdk_replicas import REPLICA, with_replicas
from pytest_dynamo.interop.cloudformation.fitting import fitted, named, require_key
from pytest_dynamo.interop.cloudformation.intrinsics import Resolver
from pytest_dynamo.interop.cloudformation.manifest import is_manifest, known_of
from pytest_dynamo.interop.cloudformation.members import Findings
from pytest_dynamo.interop.cloudformation.parameters import require_known
from pytest_dynamo.interop.cloudformation.resources import resources_of
from pytest_dynamo.interop.cloudformation.scaling import POLICY, TARGET, with_scaling
from pytest_dynamo.interop.cloudformation.serverless import SIMPLE_TABLE, as_table
from pytest_dynamo.interop.cloudformation.tables import GLOBAL_TABLE, TABLE, ReadTable, read_table
from pytest_dynamo.interop.cloudformation.template import (
    Template,
    is_template,
    require_size,
    types_of,
)
from pytest_dynamo.interop.drafting import sound
from pytest_dynamo.interop.values import DesignPath, Imported, ImportFormat, ImportOptions, Source

TABLES = (TABLE, GLOBAL_TABLE, SIMPLE_TABLE)
_NESTED = "AWS::CloudFormation::Stack"
_SUFFIXES = (".json", ".yaml", ".yml", ".template", ".nested")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateTables:
    """The tables of one template as they are declared, and what is said of it."""

    template: Template
    resolver: Resolver
    findings: Findings
    tables: tuple[ReadTable, ...]


def tables_of(template: Template) -> TemplateTables:
    """The tables of a template as its resources declare them, without auto scaling beside them.

    Raises:
        DynamoError: A condition depends on itself, or a parameter has a value it must not have.
    """
    findings, resolver = Findings(template.document), Resolver(template)
    region = template.given.get("AWS::Region", template.known.get("AWS::Region"))
    found = []
    for resource in resources_of(resolver, findings, TABLES):
        one = as_table(resource, resolver) if resource.kind == SIMPLE_TABLE else resource
        found.append(read_table(one, findings, str(region) if region else None))
    return TemplateTables(
        template=template, resolver=resolver, findings=findings, tables=tuple(found)
    )


def _lacks(source: Source) -> str | None:
    if any(is_template(one) for one in source.documents):
        return None
    return "no 'Resources' of types that begin with AWS::"


def _read(source: Source, options: ImportOptions) -> Imported:
    try:
        return _imported(source, options)
    except RecursionError:
        message = f"{source.path}: nested too deep to be read"
        raise DynamoError(message) from None


def _imported(source: Source, options: ImportOptions) -> Imported:
    templates = [
        Template(document=one, given=options.parameters, known=known_of(one, source.documents))
        for one in source.documents
        if is_template(one) and not is_manifest(one)
    ]
    for template in templates:
        require_size(template.document)
    require_known(options.parameters, templates, source.path)
    read = [tables_of(one) for one in templates]
    if not any(one.tables for one in read):
        raise _no_table(source, templates)
    places: dict[str, str] = {}
    tables: dict[str, Table] = {}
    remarks: dict[DesignPath, str] = {}
    for one in read:
        for table, declared in _finished(one):
            place = _place(one.template, declared)
            if table.name in tables:
                raise _same_name(table.name, places[table.name], place)
            tables[table.name], places[table.name] = table, place
            remarks |= dict(_remarks(table, declared, place))
    if used := _used(read):
        remarks[("tables",)] = used
    design = Design(
        name=options.name or _name(source), tables=tables, description=_description(read)
    )
    return Imported(
        design=sound(design, source.path),
        losses=tuple(dict.fromkeys(loss for one in read for loss in one.findings.losses)),
        remarks=remarks,
    )


def _finished(read: TemplateTables) -> Iterator[tuple[Table, ReadTable]]:
    """The tables with auto scaling, as our design files hold them."""
    for one in read.tables:
        require_key(one, read.template, read.findings)
    declared = {one.resource.logical_id: named(one, read.findings) for one in read.tables}
    if not declared:
        return
    tables = {name: one.table for name, one in declared.items()}
    ids = {name: name for name in read.template.section("Resources")} | {
        name: name for name in declared
    }
    resources = list(
        resources_of(Resolver(read.template, ids), read.findings, (TARGET, POLICY, REPLICA))
    )
    names = {one.table.name: name for name, one in declared.items()} | {
        name: name for name in declared
    }
    tables = with_replicas(tables, resources, read.findings)
    scaled = with_scaling(tables, names, resources, read.findings)
    for name, one in declared.items():
        yield fitted(scaled[name], one, read.findings), one


def _remarks(table: Table, read: ReadTable, place: str) -> Iterator[tuple[DesignPath, str]]:
    where = ("tables", table.name)
    remark = f"{read.resource.logical_id} in {place}"
    if read.resource.properties.get("TableName") is not None and not read.has_name:
        remark += "\nIts TableName is not known here, and this is its logical id."
    elif not read.has_name:
        remark += (
            "\nIt has no TableName, and this is its logical id: CloudFormation generates a name."
        )
    yield where, remark
    if read.resource.node.get("DeletionPolicy") is None:
        yield (
            (*where, "removal_policy"),
            "Without a DeletionPolicy, a table is deleted with its stack.",
        )
    for index, names in read.assumed.items():
        inside = (*where, "indexes", index) if index else where
        for name in names:
            yield (
                (*inside, "billing_mode", name),
                "Assumed: the least that auto scaling goes down to.",
            )


def _used(read: list[TemplateTables]) -> str:
    """Which parameters the tables depend on, as another value would give another design."""
    used = {name: value for one in read for name, value in one.resolver.used.items()}
    if not used:
        return ""
    values = (
        f"{name}={','.join(map(str, value)) if isinstance(value, list) else value}"
        for name, value in used.items()
    )
    return f"Read with the parameters {', '.join(values)}."


def _description(read: list[TemplateTables]) -> str:
    """That of the template, if all tables are of one."""
    texts = [one.template.document.mapping.get("Description") for one in read if one.tables]
    return texts[0] if len(texts) == 1 and isinstance(texts[0], str) else ""


def _place(template: Template, read: ReadTable) -> str:
    return template.place(read.resource.node.where)


def _same_name(name: str, first: str, second: str) -> DynamoError:
    return DynamoError(
        f"{second}: there is a table '{name}' already, at {first}\n"
        "To fix this: name the template of one of the two, or give the --parameter that tells them apart"
    )


def _no_table(source: Source, templates: list[Template]) -> DynamoError:
    kinds = Counter(kind for one in templates for kind in types_of(one.document))
    listed = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
    fix = "name the template with the tables; the CDK writes it to cdk.out/"
    if _NESTED in kinds:
        fix += "; a nested stack is a template of its own, which its TemplateURL names"
    return DynamoError(
        f"{source.path}: no table in it (a resource of type {', '.join(TABLES)}).\n"
        f"Its resources: {listed}\nTo fix this: {fix}"
    )


def _name(source: Source) -> str:
    """The name of a design after its file: `shop` of `shop.template.json`."""
    path = PurePath(source.path)
    while path.suffix in _SUFFIXES:
        path = path.with_suffix("")
    return "tables" if path.name in ("", "cdk.out", "standard input") else path.name


FORMAT = ImportFormat(
    name="cloudformation",
    title="CloudFormation, SAM or the CDK's cdk.out",
    lacks=_lacks,
    read=_read,
)
