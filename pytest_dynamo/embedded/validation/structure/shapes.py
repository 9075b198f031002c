"""The shapes of requests, from botocore's model of the service."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, TypeAlias

from botocore.loaders import Loader

from pytest_dynamo.embedded.validation.structure import overlay

ATTRIBUTE_VALUE = "AttributeValue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a parameter, or a part of one, has to be.

    `kind` is the model's type, or AttributeValue, which has a walk of its own. `minimum` and
    `maximum` are of a number's value, else of a length. `place` is the name in messages where it
    is not the member's own.
    """

    name: str
    kind: str
    minimum: int | None = None
    maximum: int | None = None
    pattern: re.Pattern[str] | None = None
    enum: tuple[str, ...] = ()
    members: Mapping[str, "Shape"] | None = None
    required: tuple[str, ...] = ()
    element: "Shape | None" = None
    key: "Shape | None" = None
    shows_value: bool = True
    place: str | None = None


Model: TypeAlias = Mapping[str, Any]


@cache
def loader() -> Loader:
    """Reads the models that come with botocore, each one once."""
    return Loader()


def service_model() -> Model:
    """The service's model: `{"operations": …, "shapes": …}`."""
    model: Model = loader().load_service_model("dynamodb", "service-2")
    return model


@cache
def request_shape(operation: str) -> Shape | None:
    """The shape of an operation's parameters; None if there is no such operation."""
    model = service_model()
    found = model["operations"].get(operation)
    if found is None:
        return None
    shape = _Reading(model["shapes"]).shape(found["input"]["shape"])
    members = dict(shape.members or {})
    order = [*overlay.ORDER.get(operation, ()), *members]
    return replace(shape, members={name: members[name] for name in dict.fromkeys(order)})


class _Reading:
    """Reads shapes of one model."""

    def __init__(self, shapes: Model) -> None:
        self.shapes = shapes

    def shape(self, name: str, more: Mapping[str, Any] | None = None) -> Shape:
        """The named shape with the overlay's words, and `more` of a member's."""
        said = {**self.shapes[name], **overlay.SHAPES.get(name, {}), **(more or {})}
        pattern = said.get("pattern")
        return Shape(
            name=name,
            kind=ATTRIBUTE_VALUE if name == ATTRIBUTE_VALUE else said["type"],
            minimum=said.get("min"),
            maximum=said.get("max"),
            # Java's names for classes of characters, which only auto scaling's shapes have.
            pattern=re.compile(pattern)
            if pattern and r"\p{" not in pattern and r"\u" not in pattern
            else None,
            enum=tuple(said.get("enum", ())),
            shows_value=said.get("shows_value", True),
            place=said.get("place"),
            **self._parts(name, said),
        )

    def _parts(self, name: str, said: Mapping[str, Any]) -> dict[str, Any]:
        if name == ATTRIBUTE_VALUE:
            return {}
        match said["type"]:
            case "structure":
                members = {
                    member: self.shape(part["shape"], overlay.MEMBERS.get((name, member)))
                    for member, part in said["members"].items()
                }
                return {"members": members, "required": tuple(said.get("required", ()))}
            case "list":
                return {"element": self.shape(said["member"]["shape"])}
            case "map":
                return {
                    "key": self.shape(said["key"]["shape"]),
                    "element": self.shape(said["value"]["shape"]),
                }
        return {}
