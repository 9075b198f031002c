"""A small program that builds constructs, in no language yet.

Names are written as in TypeScript, `maxReadRequestUnits`; Python's follow from them by jsii's rule,
https://aws.github.io/jsii/user-guides/lib-user/language-specific/python/.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A member of a module that is named and not called: `dynamodb.AttributeType.STRING`."""

    module: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Struct:
    """Named members that a module declares as a type: `dynamodb.Attribute`."""

    module: str
    type: str
    members: Mapping[str, "Node"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """JSON, as it stands."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A function of a module, or with `is_new` a constructor, with named members last."""

    module: str
    path: str
    arguments: tuple["Node", ...] = ()
    members: Mapping[str, "Node"] = field(default_factory=dict)
    is_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCall:
    """A method of what an expression gives."""

    target: "Node"
    name: str
    arguments: tuple["Node", ...] = ()
    members: Mapping[str, "Node"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A variable; of the stack itself: `name` is empty, and with `is_field` one of its fields."""

    name: str = ""
    is_field: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """An attribute of what is in a variable, with a text behind it: the ARN of a table, or of its index."""

    target: Name
    name: str
    behind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultChild:
    """The construct below an L2 construct that is the resource of CloudFormation itself."""

    target: Name
    module: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An element of a list with comments above it."""

    comments: tuple[str, ...]
    value: "Node"


Node: TypeAlias = (
    str
    | int
    | bool
    | Constant
    | Struct
    | Data
    | Call
    | MethodCall
    | Name
    | Attribute
    | DefaultChild
    | Listed
    | tuple["Node", ...]
)

SELF = Name()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An expression, assigned to a name if one is given, below its comments."""

    value: Node
    target: Name | None = None
    comments: tuple[str, ...] = ()
    starts_paragraph: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A table or a policy as a public field of the stack."""

    name: str
    type: Literal["dynamodb.TableV2", "dynamodb.Table", "iam.ManagedPolicy"]
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StackCode:
    """An app of one stack.

    `name` is in kebab case and names the files, `class_name` is in Pascal case. `topic` is the ARN of
    the SNS topic that alarms notify. `region_reason` says why the stack cannot be without a region.
    """

    name: str
    class_name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    statements: tuple[Statement, ...]
    has_alarms: bool = False
    topic: str = ""
    region_reason: str = ""

    @property
    def needs_region(self) -> bool:
        """Whether the region must be known when the app is run."""
        return bool(self.region_reason)

    @property
    def modules(self) -> frozenset[str]:
        """The modules that the stack uses, under the names by which it knows them."""
        of_alarms = {"cdk", "cloudwatch"} if self.has_alarms else set[str]()
        of_topic = {"actions", "sns"} if self.topic else set[str]()
        found = {name for each in self.statements for name in _modules(each.value)}
        return frozenset(found | of_alarms | of_topic | {"cdk"})


def _modules(node: Node) -> Iterator[str]:
    match node:
        case Constant() | DefaultChild():
            yield node.module
        case Struct():
            yield node.module
            for member in node.members.values():
                yield from _modules(member)
        case Call() | MethodCall():
            if isinstance(node, Call):
                yield node.module
            else:
                yield from _modules(node.target)
            for each in (*node.arguments, *node.members.values()):
                yield from _modules(each)
        case Listed():
            yield from _modules(node.value)
        case tuple():
            for each in node:
                yield from _modules(each)
