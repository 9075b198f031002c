"""Some of the tables of what was imported, with the roles that still have something to do."""

from pytest_dynamo.design.reader import parse_design
from pytest_dynamo.interop.choosing import only_tables
from pytest_dynamo.interop.values import Imported

DESIGN = """\
version: 1
tables: {one: {partition_key: PK}, two: {partition_key: PK}}
access_patterns:
  get_one: {table: one, get: {PK: x}}
  get_two: {table: two, get: {PK: x}}
roles: {both: [get_one, get_two], second: [get_two]}
"""


def test_roles_keep_the_access_patterns_of_the_tables_that_are_taken():
    taken = only_tables(Imported(design=parse_design(DESIGN)), ["one"]).design
    assert {name: role.patterns for name, role in taken.roles.items()} == {"both": ("get_one",)}
