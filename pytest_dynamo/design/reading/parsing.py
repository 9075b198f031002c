"""From the text of a design file to the design, stage by stage."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pytest_dynamo.design.attribute_value import number_text
from pytest_dynamo.design.forms.document import DesignForm
from pytest_dynamo.design.mistakes import Mistakes, quoted
from pytest_dynamo.design.reading.conditions import check_attribute
from pytest_dynamo.design.reading.entities import read_entities
from pytest_dynamo.design.reading.entity_keys import check_keys
from pytest_dynamo.design.reading.indexes import check_projections
from pytest_dynamo.design.reading.pattern_checks import check_patterns
from pytest_dynamo.design.reading.patterns import read_patterns
from pytest_dynamo.design.reading.references import check_references
from pytest_dynamo.design.reading.roles import check_roles, read_roles
from pytest_dynamo.design.reading.tables import read_tables
from pytest_dynamo.design.reading.validation import validated
from pytest_dynamo.design.reading.workload import read_workload
from pytest_dynamo.design.values import Design, Scalar
from pytest_dynamo.design.yaml_text.nodes import UnreadableError
from pytest_dynamo.design.yaml_text.source import read_yaml


def parse(text: str, path: str) -> Design:
    """The design of a text.

    Raises:
        DesignError: It carries every mistake of the text.
    """
    mistakes = Mistakes(path)
    try:
        form = validated(read_yaml(text, mistakes), mistakes)
        design = _design(form, path, mistakes)
    except UnreadableError:
        raise mistakes.error() from None
    if mistakes:
        raise mistakes.error()
    return design


def _design(form: DesignForm, path: str, mistakes: Mistakes) -> Design:
    tables = read_tables(form.tables, mistakes)
    design = Design(
        name=form.name or Path(path).stem,
        tables=tables,
        entities=read_entities(form.entities, tables, mistakes),
        version=form.version,
        description=form.description,
        path=path,
        workload=read_workload(form.workload, mistakes),
        ignore=dict(form.ignore),
    )
    check_projections(design, mistakes)
    can_be_followed = check_references(design, mistakes)
    if can_be_followed:
        check_keys(design, mistakes)
    design = replace(
        design,
        access_patterns=read_patterns(form.access_patterns, design, mistakes),
        seeds=_seeds(form, design, mistakes),
    )
    design = replace(design, roles=read_roles(form.roles, design.access_patterns, mistakes))
    if can_be_followed:
        check_patterns(design, mistakes)
        check_roles(design, mistakes)
    _check_reasons(form.ignore, mistakes)
    return design


def _seeds(
    form: DesignForm, design: Design, mistakes: Mistakes
) -> dict[str, tuple[Mapping[str, Scalar], ...]]:
    seeds: dict[str, tuple[Mapping[str, Scalar], ...]] = {}
    for name, items in form.seeds.items():
        if name not in design.entities:
            mistakes.unknown(("seeds", name), name, "entity", design.entities)
            continue
        scope = (name, *design.ancestors(name))
        known = [one for entity in scope for one in design.entities[entity].attributes]
        for position, item in enumerate(items):
            for attribute, value in item.items():
                where = ("seeds", name, position, attribute)
                check_attribute(attribute, where, known, mistakes)
                if isinstance(value, int | float):
                    try:
                        number_text(value)
                    except ValueError as error:
                        mistakes.add(where, str(error))
        seeds[name] = tuple(dict(item) for item in items)
    return seeds


def _check_reasons(ignore: Mapping[str, str], mistakes: Mistakes) -> None:
    for rule, reason in ignore.items():
        if not reason.strip():
            mistakes.add(("ignore", rule), f"say why {quoted(rule)} does not apply")
