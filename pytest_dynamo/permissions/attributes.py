"""The attributes that requests name, as DynamoDB counts them for `dynamodb:Attributes`.

All key attributes of the table, and of the index that is read, have to be among them.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

from pytest_dynamo.design.condition_words import FUNCTIONS, KEYWORDS
from pytest_dynamo.design.values import Action, Design
from pytest_dynamo.planner.expressions import TOKEN
from pytest_dynamo.planner.plan import Plan


def read_attributes(design: Design, plan: Plan, table: str) -> frozenset[str] | None:
    """What a read that lists its attributes names; None for one that reads all there are."""
    pattern = plan.pattern
    if not pattern.attributes:
        return None
    index = plan.index.key.attributes if plan.index else ()
    filtered = [condition.attribute for condition in pattern.filter]
    return frozenset({*design.tables[table].key.attributes, *index, *pattern.attributes, *filtered})


def item_attributes(design: Design, action: Action) -> frozenset[str] | None:
    """What a put names: all that an item of its entity may have, and what its condition is about."""
    if action.entity is None:
        return None
    keys = design.tables[action.table].key.attributes
    attributes = design.entities[action.entity].attributes
    return frozenset({*keys, *attributes, *_of_condition(action.condition)})


def written_attributes(design: Design, action: Action) -> frozenset[str] | None:
    """What an update or a check names; None if that is nothing but the key, where there is nothing to hold it to."""
    named = {*action.assign, *action.add, *action.remove, *action.delete}
    named.update(_of_condition(action.condition))
    return frozenset({*design.tables[action.table].key.attributes, *named}) if named else None


def _of_condition(text: str | None) -> set[str]:
    """The attributes of a condition of a design file; of a path, `address.city`, the first name."""
    names: set[str] = set()
    before = ""
    for found in TOKEN.finditer(text or ""):
        kind, token = found.lastgroup, found.group()
        if kind == "space":
            continue
        follows = (text or "")[found.end() :].lstrip()
        is_word = token.upper() in KEYWORDS or (token in FUNCTIONS and follows.startswith("("))
        if kind == "name" and before != "." and not is_word:
            names.add(token)
        before = token
    return names
