"""The page and the chart of a design."""

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.interop.pages import markdown, mermaid
from pytest_dynamo.interop.pages.grids import code
from pytest_dynamo.interop.pages.markdown import page
from pytest_dynamo.interop.pages.mermaid import chart, quoted
from pytest_dynamo.interop.values import ExportOptions
from tests.interop.cdk.toolchain import MERMAID, npm_installed

INPUTS = Path(__file__).parent / "inputs"
ORDERS = load_design("designs/orders.yaml")
HOSTILE = 'a "b" | `c` #35; <d> & \\ %%{init} $$x$$ ```\n[e]'
VALUE = HOSTILE.replace("{init}", "{{init}}")
DESIGN = f"""\
version: 1
name: hostile
description: {json.dumps(HOSTILE)}
tables:
  one: {{partition_key: PK, indexes: {{"by.name-x": {{partition_key: name}}}}}}
  two: {{partition_key: id}}
entities:
  Thing:
    table: one
    population: 10
    item: {{PK: {json.dumps(VALUE + "{thing_id}")}, thing_id: {{faker: uuid4}}, name: {json.dumps(VALUE)}}}
access_patterns:
  get_thing: {{table: one, description: {json.dumps(HOSTILE)}, get: {{PK: {json.dumps(VALUE + "{thing_id}")}}}, returns: Thing}}
  find_thing: {{table: one, index: by.name-x, query: {{name: {json.dumps(VALUE)}}}, returns: Thing, filter: {{thing_id: "a|b"}}, max_waste: 9}}
  find_by_name: {{table: one, query: {{name: "x"}}, returns: Thing}}
  find_none: {{table: one, query: {{thing_id: "x"}}, returns: Thing}}
"""


def without_examples(text):
    """The page without its example items, whose values change with Faker's."""
    return re.sub(r"<details>.*?</details>\n\n", "", text, flags=re.DOTALL)


def grids(text):
    """The tables of a page, by how many cells their rows have."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    return [len(re.findall(r"(?<!\\)\|", row)) for row in rows]


def test_the_page_of_a_design():
    expected = (INPUTS / "orders.md").read_text(encoding="utf-8")
    assert without_examples(page(ORDERS)) == expected


def test_the_chart_of_a_design():
    assert chart(ORDERS) == (INPUTS / "orders.mmd").read_text(encoding="utf-8")


def test_a_page_shows_an_item_of_each_entity():
    found = re.findall(
        r"An example of (\w+)</summary>\n\n```json\n(.*?)\n```", page(ORDERS), re.DOTALL
    )
    items = {entity: json.loads(text) for entity, text in found}
    assert list(items) == list(ORDERS.entities)
    assert items["User"]["SK"] == "PROFILE"
    assert all(
        len(value) <= 61
        for item in items.values()
        for value in item.values()
        if isinstance(value, str)
    )


def test_nothing_in_a_design_breaks_a_table_or_a_fence():
    text = page(parse_design(DESIGN))
    columns = grids(without_examples(text))
    assert set(columns) == {3, 5, 7, 9}
    assert text.count("```mermaid") == 1
    assert r"| find\_by\_name | – | Query | by.name-x |" in text
    assert r"| find\_none | – | – | – | `not served` |" in text


def test_a_page_says_how_is_read_what_an_update_does_and_what_an_index_has():
    text = page(
        parse_design(
            "version: 1\nname: more\n"
            "tables: {one: {partition_key: id, indexes: {by_name: {partition_key: name, contributor_insights: true}}}}\n"
            "entities: {Thing: {population: 1, item: {id: {ulid: true}, name: a, n: 1, kind: c, x: 1, y: 1}}}\n"
            "access_patterns:\n"
            "  some: {index: by_name, query: {name: a}, returns: Thing, newest_first: true, limit: 5, attributes: [id, n]}\n"
            "  more: {update: {key: {id: '{id}'}, set: {kind: b}, add: {n: 1}, remove: [x, y]}, returns: Thing}\n"
            "  none: {query: {n: 1}, returns: Thing}\n",
            "somewhere/else.yaml",
        )
    )
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert "| setting of by\\_name | value |" in rows
    assert "| contributor insights | `true` |" in rows
    assert [row.split(" | ")[4] for row in rows if "Query" in row or "UpdateItem" in row] == [
        "`name = 'a'`<br>newest first, at most 5 items, only id, n",
        "`id = '{id}', set kind: b, add n: 1, remove x, y`",
    ]
    assert "somewhere" not in text


def test_a_page_of_tables_alone():
    design = parse_design("version: 1\nname: bare\ntables:\n  one: {partition_key: id}\n")
    assert page(design) == (
        "# bare\n\n"
        "```mermaid\n"
        "flowchart LR\n"
        '  subgraph table1["one (id)"]\n'
        '    table1_items["items"]\n'
        "  end\n"
        "```\n\n"
        "## Table one\n\n"
        "Key: `id` (S)\n\n"
        "| setting | value |\n|---|---|\n| billing mode | `PAY_PER_REQUEST` |\n"
    )


def test_what_pages_leave_out_is_listed():
    design = replace(ORDERS, ignore={"PD101": "why not"})
    on_page = {loss.where for loss in markdown.FORMAT.write(design, ExportOptions()).losses}
    assert on_page == {"entities", "access_patterns", "roles", "ignore"}
    in_chart = {loss.where for loss in mermaid.FORMAT.write(design, ExportOptions()).losses}
    assert in_chart == {
        "tables.my-service-table",
        "entities",
        "access_patterns",
        "roles",
        "ignore",
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "–"),
        ("a\n  b", "`a b`"),
        ("\x00|", "`\\|`"),
        ("a\\|", "<code>a\\\\\\|</code>"),
        ("`<", "<code>\\`&lt;</code>"),
    ],
)
def test_code_in_a_cell(text, expected):
    assert code(text) == expected


def test_mermaid_itself_takes_every_chart():
    designs = [
        *(load_design(path) for path in sorted(Path("designs").glob("*.yaml"))),
        load_design("tests/interop/cdk/inputs/everything.yaml"),
        parse_design(DESIGN),
    ]
    labels = [f"flowchart LR\n  a[{quoted([chr(sign) + HOSTILE])}]" for sign in range(33, 127)]
    charts = [*map(chart, designs), *labels, "flowchart LR\n  a[ --> b"]
    *right, wrong = parsed(charts)
    assert right == ["flowchart-v2"] * (len(charts) - 1)
    assert wrong.startswith("wrong: Parse error")


def parsed(charts):
    modules = npm_installed(f"mermaid-{MERMAID}", f"mermaid@{MERMAID}")
    finished = subprocess.run(
        ["node", str(Path(__file__).parent / "parse.mjs"), str(modules)],
        input=json.dumps(charts),
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)
