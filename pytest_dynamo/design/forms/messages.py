"""What to say about a part of a design file that has not the form it should have."""

from collections.abc import Mapping, Sequence

from pydantic_core import ErrorDetails

from pytest_dynamo.design.forms.values import MAKERS
from pytest_dynamo.design.mistakes import Where, listed, nearest, quoted

_WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "list_type": "a list",
    "finite_number": "a finite number",
}
_BOUNDS = {
    "greater_than": ("greater than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_ALSO = {
    "projection": ["a list of attributes"],
    "billing_mode": ["{read_capacity_units: …, write_capacity_units: …}"],
    "encryption": ["{kms_key: …}"],
    "distribution": [
        "{zipf: …}",
        "{hotset: {keys: …, requests: …}}",
        "{weighted: […]}",
    ],
    "contributor_insights": ["true", "false"],
}


def message_of(error: ErrorDetails, where: Where, found: object, settings: Sequence[str]) -> str:
    """The message for one error of pydantic's.

    `found` is what stands in the file at `where`; `settings` are the names that an unknown setting
    might have been meant for.
    """
    kind, context = error["type"], error.get("ctx", {})
    if where and kind == "string_type" and error["loc"][-1] == "[key]":
        return f"a name is a text; put it in quotes: '{error['input']}'"
    if kind in _WANTED:
        return f"wanted {_WANTED[kind]}, found {quoted(error['input'])}"
    if kind in _BOUNDS:
        words, member = _BOUNDS[kind]
        return f"must be {words} {_number(context[member])}, found {_number(error['input'])}"
    match kind:
        case "extra_forbidden":
            name = str(where[-1]) if where else ""
            hint = nearest(name, settings) or listed("; settings here: ", settings)
            return f"no setting {quoted(name)}{hint}"
        case "missing":
            return f"{error['loc'][-1]} is missing"
        case "literal_error":
            return _not_a_choice(where, error["input"], context["expected"])
        case "union_tag_invalid":
            return _wrong_shape(found, context["expected_tags"])
        case "string_pattern_mismatch":
            return f"{quoted(error['input'])} is not {_wanted_pattern(where)}"
    return _wrong_length(context, kind) if "length" in "".join(context) else error["msg"]


def _wanted_pattern(where: Where) -> str:
    if where == ("name",):
        return (
            "a name for a design; names have up to 100 letters, digits, '_', '-' and '.', and not"
            " only dots"
        )
    if where == ("workload", "peak"):
        return "a multiple; write a number, such as 5 or 5x"
    if where[0] == "workload" and where[-1] != "duration":
        return "a share; write 0.5 or 50%"
    return (
        "a span of time; write a number of seconds, or a number and one of s, m, h, d and w, such"
        " as 12h"
    )


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{value:,}" if isinstance(value, int) and abs(value) < 10**20 else quoted(value)


def _not_a_choice(where: Where, found: object, expected: str) -> str:
    if expected == "True":
        return f"wanted true, found {quoted(found)}"
    choices = [choice.strip("' ") for choice in expected.replace(" or ", ", ").split(", ")]
    setting = next((str(step) for step in reversed(where) if not isinstance(step, int)), "")
    is_name = len(where) > 1 and where[-2] in ("keys", "belongs_to")
    setting = "distribution" if is_name else setting
    noun = setting.replace("_", " ")
    article = "an" if noun[:1] in "aeiou" else "a"
    wanted = _alternatives([*choices, *_ALSO.get(setting, [])])
    return f"{quoted(found)} is not {article} {noun}; wanted {wanted}{nearest(str(found), choices)}"


def _wrong_shape(found: object, expected_tags: str) -> str:
    shapes = [tag.strip("'<>") for tag in expected_tags.split(", ")]
    if "faker" in shapes:
        return _not_a_value(found)
    shapes = [one for one in shapes if one != "nothing"]
    return f"wanted {_alternatives(shapes)}, found {quoted(found)}"


def _not_a_value(found: object) -> str:
    if isinstance(found, list):
        return "a bare list is not a value; write {choice: […]} or {list: {of: …, length: …}}"
    names = [str(name) for name in found] if isinstance(found, dict) else []
    hints = (nearest(name, MAKERS) for name in names)
    hint = next((hint for hint in hints if hint), listed("; wanted one of ", MAKERS))
    return f"{_braces(names)} is not a way to make a value{hint}"


def _braces(names: Sequence[str]) -> str:
    shown = [quoted(name).strip("'") for name in names[:3]]
    return "{" + ", ".join(f"{name}: …" for name in shown) + "}"


def _wrong_length(context: Mapping[str, object], kind: str) -> str:
    if kind.endswith("too_short"):
        least = context["min_length"]
        if least == 1:
            return "must not be empty"
        if kind.startswith("string"):
            return f"must have at least {least} characters"
        return f"must have {least} values, has {context['actual_length']}"
    return f"must have at most {context['max_length']}{' characters' * kind.startswith('string')}"


def _alternatives(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
