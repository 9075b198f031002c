"""What the apps look like, and what they say that they do not hold. No CDK is run here."""

import ast
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cdk.escaping import python_text, typescript_text
from pytest_dynamo.interop.cdk.remarks import comment_lines
from pytest_dynamo.interop.cdk.writing import PYTHON, TYPESCRIPT
from pytest_dynamo.interop.values import ExportOptions

INPUTS = Path(__file__).parent / "inputs"
ORDERS = load_design("designs/orders.yaml")
EVERYTHING = load_design(INPUTS / "everything.yaml")
PLAIN = ExportOptions()


def files_of(format_, design, options=PLAIN):
    return {file.name: file.text for file in format_.write(design, options).files}


def test_a_design_becomes_the_app_that_a_reviewer_would_merge():
    names = {"lib/orders-stack.ts": TYPESCRIPT, "orders_stack.py": PYTHON}
    for name, format_ in names.items():
        expected = (INPUTS / Path(name).name).with_suffix(Path(name).suffix + ".txt")
        assert files_of(format_, ORDERS)[name] == expected.read_text(encoding="utf-8")


def test_the_files_of_an_app_in_typescript():
    files = files_of(TYPESCRIPT, ORDERS)
    assert list(files) == [
        "bin/orders.ts",
        "lib/orders-stack.ts",
        "cdk.json",
        "package.json",
        "tsconfig.json",
        "README.md",
    ]
    assert json.loads(files["cdk.json"])["app"] == "npx tsx bin/orders.ts"


def test_the_files_of_an_app_in_python():
    files = files_of(PYTHON, ORDERS)
    assert list(files) == ["app.py", "orders_stack.py", "cdk.json", "requirements.txt", "README.md"]
    assert json.loads(files["cdk.json"])["app"] == "python3 app.py"


def test_what_is_not_held_is_listed():
    losses = {loss.where for loss in TYPESCRIPT.write(EVERYTHING, PLAIN).losses}
    assert losses == {
        "tables.global.removal_policy",
        "tables.global.stream",
        "tables.global.encryption.kms_key",
        "tables.vectors.vector_indexes.by_function",
        "entities",
        "access_patterns",
    }
    assert TYPESCRIPT.write(EVERYTHING, PLAIN).losses == PYTHON.write(EVERYTHING, PLAIN).losses


def test_a_description_that_is_too_long_is_cut_and_that_is_said():
    design = replace(ORDERS, description="é" * 600)
    exported = PYTHON.write(design, PLAIN)
    assert exported.losses[0].where == "description"
    assert python_text("é" * 512) in exported.files[0].text


def test_replicas_and_fixed_write_capacity_are_refused():
    design = parse_design(
        "version: 1\nname: shop\ntables:\n  orders:\n    partition_key: id\n    replicas: [eu-west-2]\n"
        "    billing_mode: {read_capacity_units: 1, write_capacity_units: 1}\n"
    )
    with pytest.raises(
        DynamoError, match=r"tables.orders: .*\nTo fix this: give it write_autoscaling"
    ):
        TYPESCRIPT.write(design, PLAIN)


def test_a_topic_is_named_by_its_arn():
    with pytest.raises(DynamoError, match="'alarms', which is not the ARN of an SNS topic\nTo fix"):
        PYTHON.write(ORDERS, ExportOptions(alarms=True, alarm_topic="alarms"))


def test_tables_of_similar_names_stay_apart():
    tables = "".join(
        f"  {name}: {{partition_key: id}}\n"
        for name in ("a-b", "a_b", "a.b2", "class", "node", "node-table", "alarm-topic", "aBC")
    )
    design = parse_design(f"version: 1\nname: import\ntables:\n{tables}")
    files = files_of(PYTHON, design)
    tree = ast.parse(files["import_stack.py"])
    fields = [
        target.attr
        for each in ast.walk(tree)
        if isinstance(each, ast.Assign)
        for target in each.targets
        if isinstance(target, ast.Attribute)
    ]
    assert fields == [
        "a_b",
        "a_b2",
        "a_b22",
        "class_",
        "node_table",
        "node_table2",
        "alarm_topic_table",
        "a_bc",
    ]


@given(st.text(st.characters()))
@settings(max_examples=200)
def test_any_text_is_data_in_both_languages(text):
    assert ast.literal_eval(python_text(text)) == text
    assert json.loads(typescript_text(text)) == text


@given(st.text(st.characters()))
@settings(max_examples=200)
def test_no_text_ends_its_comment(text):
    lines = comment_lines(text)
    assert all("*/" not in line and len(line.splitlines()) == 1 for line in lines)


def test_policies_of_roles_are_fields_with_names_of_their_own():
    design = parse_design(
        """\
version: 1
name: shop
tables: {reader-policy: {partition_key: PK, indexes: {by_mail: {partition_key: mail}}}, tags: {partition_key: PK}}
access_patterns:
  get_tag: {table: tags, get: {PK: "T#{tag}"}, parameters: {tag: a}}
  get_it: {table: reader-policy, index: by_mail, query: {mail: "M#{mail}"}, parameters: {mail: a}}
roles:
  reader: [get_it]
  tags: [get_tag]
  2+2=4,@b.c_d-e: {description: 'Says "x" \\ {y}', patterns: [get_tag], where: {tag: "${aws:username}"}}
"""
    )
    text = files_of(PYTHON, design)["shop_stack.py"]
    fields = {
        each.attr
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)
    }
    assert fields == {
        *("reader_policy", "tags_table", "reader_policy2", "tags_policy"),
        "t224_b_c_d_e_policy",
    }
    assert 'resources=[f"{self.reader_policy.table_arn}/index/by_mail"]' in text
    assert '"ReaderPolicy2",' in text
    script = files_of(TYPESCRIPT, design)["lib/shop-stack.ts"]
    assert "resources: [`${this.readerPolicy.tableArn}/index/by_mail`]" in script
    assert '["T#${aws:username}"]' in script
    assert 'description: "Says \\"x\\" \\\\ {y}"' in script


def test_roles_are_losses_but_for_their_policies():
    losses = {loss.where: loss.message for loss in PYTHON.write(ORDERS, PLAIN).losses}
    assert losses["roles"] == (
        "written as managed policies; which access patterns they perform is left out"
    )
