"""Conditions and updates: each as an expression, and as what it means in Python."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from hypothesis import strategies as st

from tests.embedded.properties.model import Refused


@dataclass(frozen=True, kw_only=True)
class Condition:
    text: str
    holds: Callable = field(repr=False)
    values: dict = field(default_factory=dict)

    def request(self):
        return {"ConditionExpression": self.text} | _values(self.values)


@dataclass(frozen=True, kw_only=True)
class Update:
    text: str
    change: Callable = field(repr=False)
    values: dict = field(default_factory=dict)
    writes: tuple = ()

    def apply(self, item):
        """The item changed; what it is given may be changed, too, but nothing in it."""
        self.change(item)
        return item

    def request(self):
        return {"UpdateExpression": self.text} | _values(self.values)


def _values(values):
    return {"ExpressionAttributeValues": dict(values)} if values else {}


def number(item, name):
    """A number of an item, or None."""
    value = item.get(name, {}).get("N")
    return None if value is None else Decimal(value)


def text_of(amount):
    return f"{amount.normalize():f}"


def _joined(one, operator, other):
    both = (lambda a, b: a and b) if operator == "AND" else (lambda a, b: a or b)
    return Condition(
        text=f"({one.text}) {operator} NOT ({other.text})",
        holds=lambda item: both(one.holds(item), not other.holds(item)),
        values=one.values | other.values,
    )


@st.composite
def simple_conditions(draw, suffix=""):
    amount = draw(st.sampled_from(["-1", "0", "1", "3"]))
    tag = draw(st.sampled_from(["x", "y"]))
    ours = f":c{suffix}"
    return draw(
        st.sampled_from(
            [
                Condition(text="attribute_exists(pk)", holds=lambda item: "pk" in item),
                Condition(text="attribute_not_exists(pk)", holds=lambda item: "pk" not in item),
                Condition(
                    text=f"tally < {ours}",
                    holds=lambda item: (
                        number(item, "tally") is not None
                        and number(item, "tally") < Decimal(amount)
                    ),
                    values={ours: {"N": amount}},
                ),
                Condition(
                    text=f"tally <> {ours}",
                    holds=lambda item: number(item, "tally") != Decimal(amount),
                    values={ours: {"N": amount}},
                ),
                Condition(
                    text=f"contains(tags, {ours})",
                    holds=lambda item: tag in item.get("tags", {}).get("SS", ()),
                    values={ours: {"S": tag}},
                ),
                Condition(
                    text=f"size(note) > {ours}",
                    holds=lambda item: (
                        "note" in item and len(item["note"]["S"]) > Decimal(amount) + 10
                    ),
                    values={ours: {"N": text_of(Decimal(amount) + 10)}},
                ),
                Condition(
                    text=f"grp IN ({ours}, {ours}b)",
                    holds=lambda item: item.get("grp", {}).get("S") in ("g0", "g1"),
                    values={ours: {"S": "g0"}, f"{ours}b": {"S": "g1"}},
                ),
            ]
        )
    )


conditions = st.one_of(
    st.none(),
    simple_conditions(),
    st.builds(
        _joined, simple_conditions("1"), st.sampled_from(["AND", "OR"]), simple_conditions("2")
    ),
)


def _set(name, value):
    def change(item):
        item[name] = value

    return Update(text=f"SET {name} = :u", change=change, values={":u": value}, writes=(name,))


def _remove(*names):
    def change(item):
        for name in names:
            item.pop(name, None)

    return Update(text=f"REMOVE {', '.join(names)}", change=change, writes=names)


def _add(amount):
    def change(item):
        if "tally" in item and "N" not in item["tally"]:
            raise Refused
        item["tally"] = {"N": text_of((number(item, "tally") or Decimal(0)) + Decimal(amount))}

    return Update(
        text="ADD tally :u", change=change, values={":u": {"N": amount}}, writes=("tally",)
    )


def _add_tag(tag):
    def change(item):
        tags = item.get("tags", {"SS": []})["SS"]
        item["tags"] = {"SS": sorted({*tags, tag})}

    return Update(text="ADD tags :u", change=change, values={":u": {"SS": [tag]}}, writes=("tags",))


def _delete_tag(tag):
    def change(item):
        left = {*item.get("tags", {"SS": []})["SS"]} - {tag}
        item.pop("tags", None)
        if left:
            item["tags"] = {"SS": sorted(left)}

    return Update(
        text="DELETE tags :u", change=change, values={":u": {"SS": [tag]}}, writes=("tags",)
    )


def _count(step):
    def change(item):
        if "N" not in item.get("tally", {"N": "0"}):
            raise Refused
        before = number(item, "tally") if "tally" in item else Decimal(0)
        item["tally"] = {"N": text_of(before + Decimal(step))}

    values = {":zero": {"N": "0"}, ":step": {"N": step}}
    text = "SET tally = if_not_exists(tally, :zero) + :step"
    return Update(text=text, change=change, values=values, writes=("tally",))


def _append(value):
    def change(item):
        item["list"] = {"L": [*item.get("list", {"L": []})["L"], value]}

    values = {":none": {"L": []}, ":more": {"L": [value]}}
    text = "SET #list = list_append(if_not_exists(#list, :none), :more)"
    return Listing(text=text, change=change, values=values, writes=("list",))


class Listing(Update):
    def request(self):
        return super().request() | {"ExpressionAttributeNames": {"#list": "list"}}


def _score_of_tally(item):
    if "tally" not in item:
        raise Refused
    item["score"] = item["tally"]


def _nested(value):
    def change(item):
        if "M" not in item.get("deep", {}):
            raise Refused
        item["deep"] = {"M": {**item["deep"]["M"], "x": value}}

    return Update(text="SET deep.x = :u", change=change, values={":u": value})


@st.composite
def updates(draw, scalars):
    """Updates; `scalars` gives values by attribute name."""
    name = draw(st.sampled_from([*sorted(scalars), "grp", "note", "note"]))
    tag = draw(st.sampled_from(["x", "y", "z"]))
    step = draw(st.sampled_from(["1", "-3", "0.5"]))
    return draw(
        st.sampled_from(
            [
                _set(name, draw(scalars[name])),
                _set(name, draw(scalars[name])),
                _remove(name),
                _remove("grp", "score"),
                _add(step),
                _count(step),
                _add_tag(tag),
                _delete_tag(tag),
                _append({"S": tag}),
                Update(text="SET score = tally", change=_score_of_tally, writes=("score",)),
                _nested({"S": tag}),
            ]
        )
    )
