"""Whatever a file holds, it loads or is refused with mistakes: never another exception."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.compat import StringIO

from pytest_dynamo.design.forms.patterns import OPERATIONS, PatternForm
from pytest_dynamo.design.forms.roles import RoleForm
from pytest_dynamo.design.forms.tables import TableForm
from pytest_dynamo.design.forms.values import MAKERS
from pytest_dynamo.design.forms.workload import WorkloadForm
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values import Design
from pytest_dynamo.errors import DesignError

NAMES = [
    *("version", "name", "tables", "entities", "access_patterns", "seeds", "ignore"),
    *("workload", *WorkloadForm.settings()),
    *("roles", *RoleForm.settings()),
    *("item", "population", "belongs_to", "partition_key", "sort_key", "type", "min", "max"),
    *("of", "length", "since", "args", "zipf", "hotset", "between", "begins_with", "key"),
    *("User", "Order", "PK", "SK", "shop", "GSI1", "=", "<"),
    *OPERATIONS,
    *MAKERS,
    *TableForm.settings(),
    *PatternForm.settings(),
]
TEXTS = ["USER#{id}", "{", "{x", "{x:99d}", "{PK}", "{SK!l}", "ALL", "-3d", "uuid4", "é\u2028"]
scalars = (
    st.sampled_from([*NAMES, *TEXTS])
    | st.text(max_size=5)
    | st.none()
    | st.booleans()
    | st.integers(-(10**50), 10**50)
    | st.floats()
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=30,
)


def loads_or_is_refused(text: str) -> None:
    try:
        outcome: Design | DesignError = parse_design(text)
    except DesignError as error:
        outcome = error

    assert isinstance(outcome, Design) or outcome.mistakes


def as_yaml(document: Any) -> str:
    stream = StringIO()
    YAML(typ="safe", pure=True).dump(document, stream)
    return stream.getvalue()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents)
def test_any_yaml_document_loads_or_is_refused(document: Any) -> None:
    loads_or_is_refused(as_yaml(document))


def paths(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    )
    return [path, *(one for key, value in members for one in paths(value, (*path, key)))][:2_000]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_design_with_any_part_replaced_loads_or_is_refused(
    data: st.DataObject, shop_text: str
) -> None:
    design: Any = YAML(typ="safe", pure=True).load(shop_text)
    for path in data.draw(st.lists(st.sampled_from(paths(design)[1:]), min_size=1, max_size=3)):
        here = design
        for step in path[:-1]:
            here = here[step] if isinstance(here, dict | list) and _has(here, step) else None
        if isinstance(here, dict | list) and _has(here, path[-1]):
            here[path[-1]] = data.draw(documents)

    loads_or_is_refused(as_yaml(design))


def _has(container: dict[Any, Any] | list[Any], step: Any) -> bool:
    if isinstance(container, dict):
        return step in container
    return isinstance(step, int) and step < len(container)


@settings(max_examples=300, deadline=None)
@given(
    st.text(alphabet=st.sampled_from(list("ab:-{}[]#&*!|>'\"%@`, \n\t\\\x85\ufeffU0")), max_size=40)
)
def test_any_text_loads_or_is_refused(text: str) -> None:
    loads_or_is_refused(text)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=60))
def test_any_bytes_load_or_are_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(content)

    with pytest.raises(DesignError):
        load_design(path)
