"""Random conditions and updates, evaluated here and by moto's own parsers.

What DynamoDB refuses moto often takes, so only what is taken here is compared. Where moto is known to be
wrong the random texts do not go, or its exception is let pass; `FAULTS` lists these, each with DynamoDB's
answer, and fails when a new moto has mended one.
"""

import copy
import random

import pytest
from moto.dynamodb.comparisons import get_filter_expression
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.dynamodb.parsing.executors import UpdateExpressionExecutor
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.parsing.validators import UpdateExpressionValidator

from pytest_dynamo.embedded.expressions import expressions_of
from pytest_dynamo.embedded.service_error import ServiceError

CASES = 700
# How many of them must have been compared for the test to say something.
COMPARED = 400

# How moto fails where it has no answer; such a case is not among those compared.
STUMBLES = (AttributeError, NotImplementedError, RecursionError, TypeError, ValueError)

SCALARS = [
    {"S": "a"},
    {"S": "ab"},
    {"S": "b"},
    {"N": "0"},
    {"N": "1"},
    {"N": "10"},
    {"N": "-2"},
]
SETS = [{"SS": ["a", "b"]}, {"SS": ["b", "a"]}, {"SS": ["ab"]}, {"NS": ["1", "10"]}, {"NS": ["1"]}]
TYPES = [{"S": name} for name in ("S", "N", "SS", "NS", "BOOL", "NULL", "L", "M")]


class Texts:
    """Random texts and the values they name."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.values = {}

    def value(self, choices=None):
        name = f":v{len(self.values)}"
        self.values[name] = self.choose(choices) if choices else self.any_value(1)
        return name

    def choose(self, choices):
        return copy.deepcopy(self.random.choice(choices))

    def any_value(self, depth=0):
        if depth < 3 and self.random.random() < 0.3:
            if self.random.random() < 0.5:
                return {"L": [self.any_value(depth + 1) for _ in range(self.random.randint(0, 3))]}
            names = self.random.sample("abc", self.random.randint(0, 3))
            return {"M": {name: self.any_value(depth + 1) for name in names}}
        return self.choose(SCALARS + SETS)

    def item(self):
        names = self.random.sample("abcd", self.random.randint(1, 4))
        return {"pk": {"S": "x"}} | {name: self.any_value() for name in names}

    def path(self):
        path = self.random.choice("abcd")
        while self.random.random() < 0.3:
            path += self.random.choice([".a", ".b", "[0]", "[1]", "[9]"])
        return path

    def condition(self, depth=0):
        chance = self.random.random()
        if depth < 3 and chance < 0.3:
            both = f"{self.condition(depth + 1)} {self.random.choice(['AND', 'OR'])} "
            return both + self.condition(depth + 1)
        if depth < 3 and chance < 0.4:
            return f"NOT ({self.condition(depth + 1)})"
        return self.random.choice(
            [
                lambda: f"{self.path()} {self.random.choice(['=', '<>'])} {self.value()}",
                lambda: f"{self.path()} {self.random.choice(['<', '>='])} {self.value(SCALARS)}",
                lambda: f"{self.path()} BETWEEN {self.value(SCALARS)} AND {self.value(SCALARS)}",
                lambda: f"{self.path()} IN ({self.value(SCALARS[:3])}, {self.value(SCALARS[:3])})",
                lambda: f"attribute_exists({self.path()})",
                lambda: f"attribute_not_exists({self.path()})",
                lambda: f"attribute_type({self.path()}, {self.value(TYPES)})",
                lambda: f"begins_with({self.path()}, {self.value(SCALARS[:3])})",
                lambda: f"contains({self.path()}, {self.value(SCALARS[:7])})",
                lambda: f"size({self.path()}) >= {self.value(SCALARS[3:6])}",
            ]
        )()

    def update(self):
        numbers, lists = SCALARS[3:7], [{"L": []}, {"L": [{"S": "q"}]}]
        actions = {
            "SET": [
                lambda: f"{self.path()} = {self.value()}",
                lambda: f"{self.path()} = {self.path()}",
                lambda: f"{self.path()} = {self.path()} + {self.value(numbers)}",
                lambda: f"{self.path()} = if_not_exists({self.path()}, {self.value()})",
                lambda: f"{self.path()} = list_append({self.path()}, {self.value(lists)})",
            ],
            "REMOVE": [self.path],
            "ADD": [lambda: f"{self.path()} {self.value(numbers + SETS)}"],
            "DELETE": [lambda: f"{self.path()} {self.value(SETS)}"],
        }
        sections = self.random.sample(sorted(actions), self.random.choice([1, 1, 2]))
        return " ".join(
            f"{section} {self.random.choice(actions[section])()}" for section in sections
        )


def comparable(value):
    """A wire value without the order of sets."""
    if isinstance(value, list):
        return [comparable(each) for each in value]
    if isinstance(value, dict):
        return {
            name: sorted(each) if name in ("SS", "NS") else comparable(each)
            for name, each in value.items()
        }
    return value


def of_moto(item):
    return Item(DynamoType(item.get("pk", {"S": "x"})), None, attrs=item)


def moto_condition(text, values, item):
    return bool(get_filter_expression(text, {}, values).expr(of_moto(item)))


class KeylessTable:
    """As much of a table as moto's validator asks for."""

    attr = ()
    attribute_keys = ()
    table_key_attrs = ()


def moto_update(text, values, item):
    written = of_moto(item)
    tree = UpdateExpressionValidator(
        UpdateExpressionParser.make(text),
        expression_attribute_names={},
        expression_attribute_values=values,
        item=written,
        table=KeylessTable(),
    ).validate()
    tree.normalize()
    UpdateExpressionExecutor(tree, written, {}).execute()
    return comparable(written.to_json()["Attributes"])


def answer(function, *arguments):
    """What moto says, None where it stumbles."""
    try:
        return function(*arguments)
    except (*STUMBLES, MockValidationException):
        return None


def our_condition(text, values, item):
    request = {"ConditionExpression": text} | (
        {"ExpressionAttributeValues": values} if values else {}
    )
    return expressions_of("PutItem", request).condition(item)


def our_update(text, values, item):
    request = {"UpdateExpression": text} | ({"ExpressionAttributeValues": values} if values else {})
    return comparable(expressions_of("UpdateItem", request).update.apply(item))


@pytest.mark.parametrize(
    ("ours", "motos", "text_of"),
    [
        (our_condition, moto_condition, Texts.condition),
        (our_update, moto_update, Texts.update),
    ],
    ids=["conditions", "updates"],
)
def test_moto_agrees_where_it_is_right(ours, motos, text_of):
    seed = compared = 0
    while compared < COMPARED and seed < CASES * 20:
        seed += 1
        texts = Texts(seed)
        item, text = texts.item(), text_of(texts)
        try:
            mine = ours(text, texts.values, item)
        except ServiceError:
            continue
        theirs = answer(motos, text, texts.values, item)
        if theirs is not None:
            compared += 1
            assert (text, texts.values, item, mine) == (text, texts.values, item, theirs)

    assert compared == COMPARED


A, ONE = {"S": "a"}, {"N": "1"}
ITEM = {"pk": {"S": "x"}, "a": A, "n": ONE, "l": {"L": [A]}}
REFUSED = "refused"
FAULTS = [
    # (what is asked, its values, DynamoDB's answer)
    # Attributes that are missing are not equal.
    (our_condition, "x = y", {}, False),
    (our_condition, "x IN (y, :v)", {":v": A}, False),
    (our_condition, "x <> y", {}, True),
    # Types are compared too: a missing attribute is not NULL, and true is not 1.
    (our_condition, "n = :v", {":v": {"BOOL": True}}, False),
    (our_condition, "x[0] = :v", {":v": {"NULL": True}}, False),
    (our_condition, "x IN (:v)", {":v": {"NULL": True}}, False),
    (our_condition, "n IN (:v)", {":v": {"BOOL": True}}, False),
    # An operand may be in parentheses.
    (our_condition, "(a) = :v", {":v": A}, True),
    # size() may be compared with anything, and is nothing when there is nothing to measure.
    (our_condition, "contains(a, size(a))", {}, False),
    (our_condition, "size(x) = :v", {":v": ONE}, False),
    # Values of two types are not ordered.
    (our_condition, "a < :v", {":v": ONE}, False),
    # Only texts, binary and numbers are ordered.
    (our_condition, "x < :v", {":v": {"BOOL": True}}, REFUSED),
    (our_condition, "begins_with(x, :v)", {":v": ONE}, REFUSED),
    # Comparing something with itself is a mistake.
    (our_condition, "a = a", {}, REFUSED),
    # There is nothing to write to in a text.
    (our_update, "SET a.b = :v", {":v": A}, REFUSED),
    (our_update, "ADD a.b :v", {":v": ONE}, REFUSED),
    # A sum is kept in normal form.
    (our_update, "SET n = :v + :v", {":v": {"N": "1.5"}}, ITEM | {"n": {"N": "3"}}),
    # A copy is a copy: here the list would contain itself.
    (our_update, "SET l[1] = l", {}, ITEM | {"l": {"L": [A, {"L": [A]}]}}),
    # What if_not_exists falls back to must exist even when it is not needed.
    (our_update, "SET z = if_not_exists(a, x)", {}, REFUSED),
]


@pytest.mark.parametrize(("ours", "text", "values", "right"), FAULTS)
def test_moto_is_wrong_and_dynamodb_is_followed(ours, text, values, right):
    motos = moto_condition if ours is our_condition else moto_update
    try:
        mine = ours(text, values, ITEM)
    except ServiceError:
        mine = REFUSED
    try:
        theirs = motos(text, values, ITEM)
    except MockValidationException:
        theirs = REFUSED
    except STUMBLES as stumbled:
        theirs = type(stumbled)

    assert mine == right
    assert theirs != right
