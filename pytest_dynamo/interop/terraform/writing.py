"""A configuration in Terraform's JSON syntax out of the tables of a design.

https://developer.hashicorp.com/terraform/language/syntax/json. Every text of a design is a literal in
it: `${` and `%{` are escaped, so that nothing of it is evaluated.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.interop.create_table.writing import losses_of_design
from pytest_dynamo.interop.naming import distinct, snake_case
from pytest_dynamo.interop.role_policies import losses_of_roles
from pytest_dynamo.interop.terraform.table_blocks import literal, table_block
from pytest_dynamo.interop.terraform.written_companions import alarm_resources, companions_of
from pytest_dynamo.interop.terraform.written_roles import role_resources
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss

# Blocks `key_schema` of indexes are there since 6.29:
# https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
_PROVIDER = {"source": "hashicorp/aws", "version": ">= 6.29"}
_VERSION = ">= 1.5"


def configuration_of(design: Design, options: ExportOptions) -> dict[str, Any]:
    """The configuration, as what JSON holds."""
    labels = _labels(design)
    resources: dict[str, dict[str, Any]] = {"aws_dynamodb_table": {}}
    outputs: dict[str, Any] = {}
    for table in design.tables.values():
        label = labels[table.name]
        resources["aws_dynamodb_table"][label] = table_block(table)
        for kind, name, block in _beside(design, table, labels, options):
            known = resources.setdefault(kind, {})
            known[distinct([name], str, taken=known)[name]] = block
        for name, output in _outputs(table, label):
            outputs[distinct([name], str, taken=outputs)[name]] = output
    if policies := role_resources(design, {name: labels[name] for name in design.tables}):
        resources["aws_iam_policy"] = policies
        arns = distinct(policies, lambda label: f"{label}_policy_arn", taken=outputs)
        for label in policies:
            outputs[arns[label]] = {"value": f"${{aws_iam_policy.{label}.arn}}"}
    return {
        "//": f"Tables of the design {literal(design.name)}",
        "terraform": {"required_version": _VERSION, "required_providers": {"aws": _PROVIDER}},
        "resource": resources,
        "output": outputs,
    }


def _labels(design: Design) -> dict[str | tuple[str, str], str]:
    """A label for each table and for each of its global indexes, all different."""
    labels: dict[str | tuple[str, str], str] = {}
    labels.update(distinct(design.tables, snake_case))
    for table in design.tables.values():
        for index in table.global_indexes:
            wanted = f"{labels[table.name]}_{snake_case(index.name)}"
            own = distinct([wanted], str, taken=labels.values())[wanted]
            labels[table.name, index.name] = own
    return labels


def _beside(
    design: Design,
    table: Table,
    labels: Mapping[str | tuple[str, str], str],
    options: ExportOptions,
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    yield from companions_of(table, labels)
    if options.alarms:
        yield from alarm_resources(design, table, labels[table.name], options.alarm_topic)


def _outputs(table: Table, label: str) -> Iterator[tuple[str, dict[str, str]]]:
    wanted = ("name", "arn", "stream_arn") if table.stream else ("name", "arn")
    for attribute in wanted:
        yield f"{label}_{attribute}", {"value": f"${{aws_dynamodb_table.{label}.{attribute}}}"}


def _write(design: Design, options: ExportOptions) -> Exported:
    text = json.dumps(configuration_of(design, options), indent=2, ensure_ascii=False) + "\n"
    file = ExportedFile(name=f"{design.name}.tf.json", text=text)
    return Exported(files=(file,), losses=tuple(_losses(design)))


def _losses(design: Design) -> Iterator[Loss]:
    yield from losses_of_design(design, "Terraform's resources for tables", has_roles=True)
    yield from losses_of_roles(design, "written as aws_iam_policy")
    for table in design.tables.values():
        where = f"tables.{table.name}"
        if table.removal_policy == "SNAPSHOT":
            message = (
                "Terraform makes no snapshot of what it removes; written without prevent_destroy"
            )
            yield Loss(where=f"{where}.removal_policy", message=message)
        if table.vector_indexes:
            message = "the provider has no vector indexes"
            yield Loss(where=f"{where}.vector_indexes", message=message)
        key = table.encryption.kms_key
        if key and not key.startswith("arn:"):
            message = f"written as it is, but Terraform wants the ARN of a key, and not '{key}'"
            yield Loss(where=f"{where}.encryption", message=message)


FORMAT = ExportFormat(
    name="terraform",
    title="Terraform, in its JSON syntax",
    write=_write,
    takes=frozenset({"alarms", "alarm_topic"}),
)
