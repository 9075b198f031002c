"""From plain values to forms, with pydantic's errors put into words.

A part that cannot be read is noted and taken out, and the rest is read without it, so that one pass
over a file finds the mistakes of form and those of meaning.
"""

from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from pytest_dynamo.design.forms.document import VERSION, DesignForm
from pytest_dynamo.design.forms.form import Form
from pytest_dynamo.design.forms.messages import message_of
from pytest_dynamo.design.mistakes import Mistakes, Where, quoted
from pytest_dynamo.design.yaml_text.nodes import UnreadableError

# A part that is taken out may leave the part around it incomplete, and so on outwards.
_MOST_ROUNDS = 20


def validated(data: object, mistakes: Mistakes) -> DesignForm:
    """The form of the file, as far as it can be read, with its mistakes noted.

    `data` loses the parts that cannot be read; `mistakes` learns which they were.

    Raises:
        UnreadableError: Nothing is left; why has been noted.
    """
    if not isinstance(data, dict):
        mistakes.add((), f"a design is a mapping that begins with 'version: 1', not {quoted(data)}")
        raise UnreadableError
    version = data.get("version", VERSION)
    if type(version) is not int or version != VERSION:
        # Of a file of another version nothing else can be said.
        message = f"{quoted(version)} is not a known version; this release reads version {VERSION}"
        mistakes.add(("version",), message)
        raise UnreadableError
    for _ in range(_MOST_ROUNDS):
        forms: dict[int, type[Form]] = {}
        try:
            return DesignForm.model_validate(data, context=forms)
        except ValidationError as error:
            unreadable = [_noted(one, data, forms, mistakes) for one in error.errors()]
        if () in unreadable:
            break
        for where in unreadable:
            _take_out(data, where, mistakes)
    raise UnreadableError


def _noted(
    error: ErrorDetails, data: object, forms: dict[int, type[Form]], mistakes: Mistakes
) -> Where:
    """Note the error unless it follows from what was taken out before; return what to take out."""
    where, inside = _located(error["loc"], data)
    is_about_whole = error["type"] in ("missing", "too_short", "union_tag_invalid")
    if not (is_about_whole and mistakes.has_lost((*where, error["loc"][-1]), where)):
        if error["type"] == "extra_forbidden":
            around = _located(where[:-1], data)[1]
            settings = forms[id(around)].settings() if id(around) in forms else ()
            mistakes.add(where, message_of(error, where, inside, settings))
        else:
            mistakes.add(where, message_of(error, where, inside, ()))
    return where


def _located(location: tuple[object, ...], data: object) -> tuple[Where, object]:
    """The path of an error in the file, and what stands there.

    pydantic's location also names the shapes that were tried; those are passed over.
    """
    where: list[object] = []
    here: Any = data
    for step in location:
        if isinstance(here, dict):
            key = next((key for key in here if key == step and type(key) is type(step)), None)
            if key is None and step not in here:
                continue
            where.append(step)
            here = here[step]
        elif isinstance(here, list) and isinstance(step, int):
            where.append(step)
            here = here[step]
    return tuple(where), here


def _take_out(data: object, where: Where, mistakes: Mistakes) -> None:
    """Remove a part; of a list the whole, so that the others keep their positions."""
    containers = [data]
    for step in where[:-1]:
        container: Any = containers[-1]
        inner = container.get(step) if isinstance(container, dict) else container
        containers.append(inner)
        if isinstance(inner, list):
            where = where[: len(containers) - 1]
            containers.pop()
            break
    holder = containers[-1]
    if isinstance(holder, dict) and where[-1] in holder:
        mistakes.lose(where, holder.pop(where[-1]))
