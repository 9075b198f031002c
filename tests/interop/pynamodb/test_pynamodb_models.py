"""Model classes of PynamoDB become a design."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pytest_dynamo.cli.modules import models_in
from pytest_dynamo.cli.sources import source_at
from pytest_dynamo.design.reader import load_design, parse_design
from pytest_dynamo.design.values import PointInTimeRecovery
from pytest_dynamo.design.values.placeless import without_places
from pytest_dynamo.design.writing.text import design_text
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.documents.document import Document
from pytest_dynamo.interop.formats import IMPORTS
from pytest_dynamo.interop.pynamodb.declared import declares_models
from pytest_dynamo.interop.pynamodb.reading import FORMAT
from pytest_dynamo.interop.recognising import format_of
from pytest_dynamo.interop.values import ImportOptions, Source

INPUTS = Path(__file__).parent / "inputs"
SHOP = Path(__file__).parents[3] / "examples" / "shop"


@pytest.fixture(scope="module")
def forum():
    source = source_at(str(INPUTS / "forum.py"))
    return replace(source, path="forum.py")


def read(source, name=""):
    return FORMAT.read(source, ImportOptions(name=name))


def module(tmp_path, text, name="models_of_a_test.py"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_models_become_the_expected_design_with_its_losses(forum) -> None:
    imported = read(forum)
    expected = (INPUTS / "forum.design.yaml").read_text(encoding="utf-8")
    losses = "".join(f"# {loss}\n" for loss in imported.losses)

    assert design_text(imported.design, imported.remarks) + losses == expected
    assert without_places(parse_design(expected)) == without_places(imported.design)


def test_a_module_with_models_is_recognised_as_that_and_as_nothing_else(forum) -> None:
    assert format_of(forum, IMPORTS) is FORMAT


def test_the_model_of_the_shop_gives_the_table_of_its_design() -> None:
    imported = read(source_at(str(SHOP / "src" / "shop" / "customers.py")))
    declared = without_places(load_design(SHOP / "designs" / "shop.yaml"))
    # PynamoDB knows neither of these two.
    table = replace(
        imported.design.tables["customers"],
        deletion_protection=True,
        point_in_time_recovery=PointInTimeRecovery(),
    )

    assert list(imported.design.tables) == ["customers"]
    assert table == declared.tables["customers"]
    assert list(imported.design.entities["Customer"].attributes) == list(
        declared.entities["Customer"].attributes
    )


def test_a_module_without_models_is_not_run(tmp_path) -> None:
    source = source_at(str(module(tmp_path, "raise SystemExit('it was run')")))

    assert source.models == ()
    assert FORMAT.lacks(source) == "no class that derives from a Model of PynamoDB"
    with pytest.raises(DynamoError, match="has no models of PynamoDB"):
        read(source)


@pytest.mark.parametrize(
    ("text", "declares"),
    [
        ("from pynamodb.models import Model\nclass A(Model): pass", True),
        ("import pynamodb.models as m\nclass A(m.Model): pass", True),
        (
            "from shop.base import TableModel\nclass A(TableModel):\n class Meta:\n  table_name = 'x'",
            True,
        ),
        ("from pynamodb.models import Model\nclass A(Model['x']): pass", True),
        ("from pydantic import BaseModel\nclass A(BaseModel): pass", False),
        (
            "from django.db import models\nclass A(models.Model):\n class Meta:\n  db_table = 'x'",
            False,
        ),
        ("class A(", False),
        ("\0", False),
        ("", False),
    ],
)
def test_models_of_other_libraries_are_told_from_those_of_pynamodb(text, declares) -> None:
    document = Document(path="a.py", text=text, kind="python")

    assert declares_models(text) is declares
    assert (FORMAT.lacks(Source(path="a.py", documents=(document,))) is None) is declares


BEGINNING = """
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
class A(Model):
    class Meta:
        table_name = "things"
    a = UnicodeAttribute(hash_key=True)
"""


def test_an_error_in_the_module_is_told_with_its_line(tmp_path) -> None:
    path = module(tmp_path, f"{BEGINNING}\n1 / 0\n")

    with pytest.raises(DynamoError) as error:
        source_at(str(path))

    assert str(error.value) == (
        f"{path}:9: cannot be imported: ZeroDivisionError: division by zero\n"
        "To fix this: run it with Python and put right what it says"
    )


def test_what_a_module_imports_and_is_not_installed_is_told(tmp_path) -> None:
    path = module(tmp_path, f"{BEGINNING}\nimport nothing_of_that_name\n", "a-b.py")

    with pytest.raises(
        DynamoError, match=r"a-b.py:9: cannot be imported: .*\nTo fix this: install"
    ):
        source_at(str(path))


def test_what_a_module_prints_is_no_part_of_the_design(tmp_path, capsys) -> None:
    source = source_at(
        str(module(tmp_path, f"{BEGINNING}\nprint('hello')\n", "greeting_models.py"))
    )

    assert [model.__name__ for model in source.models] == ["A"]
    assert capsys.readouterr() == ("", "hello\n")


def test_a_module_of_a_package_may_import_from_beside_it(tmp_path) -> None:
    package = tmp_path / "a_package_of_models"
    package.mkdir()
    module(package, "", "__init__.py")
    module(package, BEGINNING, "things.py")
    text = "from .things import A\nclass B(A):\n class Meta:\n  table_name = 'others'\n"
    design = read(source_at(str(module(package, text, "more.py")))).design

    assert {name: one.table for name, one in design.entities.items()} == {
        "A": "things",
        "B": "others",
    }


def test_packages_of_one_name_are_each_run_and_leave_nothing_behind(tmp_path) -> None:
    tables = {}
    for team in ("sales", "stock"):
        package = tmp_path / team / "src" / "models_of_a_team"
        (package / "tables").mkdir(parents=True)  # a package without an __init__.py
        module(package, "", "__init__.py")
        module(package, BEGINNING.replace("things", team), "tables/base.py")
        file = module(package, "from models_of_a_team.tables.base import A\n")
        tables[team] = {one.Meta.table_name for one in models_in(file)}

    assert tables == {"sales": {"sales"}, "stock": {"stock"}}
    assert [name for name in sys.modules if name.startswith("models_of_a_")] == []
    assert not [folder for folder in sys.path if folder.startswith(str(tmp_path))]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("    a = None\n", "A: no attribute has hash_key=True"),
        (
            "class B(Model):\n  class Meta:\n    table_name = 'things'\n  b = UnicodeAttribute(hash_key=True)\n",
            "B: the key of table 'things' is a elsewhere",
        ),
        ("    b = BooleanAttribute(range_key=True)\n", "A.b: is in a key and stored as BOOL"),
        ("    Meta.table_name = 'no table!'\n", "DynamoDB takes no such tables"),
        ("    Meta.table_name = 7\n", "Meta.table_name: 7 is not text"),
    ],
)
def test_models_that_make_no_table_are_told(tmp_path, more, told) -> None:
    with pytest.raises(DynamoError, match=told):
        read(source_at(str(module(tmp_path, BEGINNING + more, f"wrong-{abs(hash(more))}.py"))))


def test_values_of_meta_that_are_wrong_are_named(tmp_path) -> None:
    more = (
        "    Meta.billing_mode = 'FREE'\n    Meta.read_capacity_units = 'x'\n    Meta.tags = [1]\n"
    )
    imported = read(source_at(str(module(tmp_path, BEGINNING + more, "wrong-meta.py"))))

    assert sorted(loss.where for loss in imported.losses) == [
        "A.Meta.billing_mode",
        "A.Meta.read_capacity_units",
        "A.Meta.tags",
    ]
