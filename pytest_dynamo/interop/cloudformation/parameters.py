"""The values of a template's parameters: given, or by default.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Iterable, Mapping

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.cloudformation.nodes import Unresolved, text_of
from pytest_dynamo.interop.cloudformation.template import Template

PSEUDO = (
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
_LISTS = ("CommaDelimitedList", "List<")
_OF_SSM = "AWS::SSM::Parameter::"


def parameter_value(template: Template, name: str) -> object:
    """The value of a parameter or pseudo parameter; Unresolved where it has none, None for no parameter.

    Raises:
        DynamoError: What is given is none of the allowed values.
    """
    declared = template.section("Parameters").get(name)
    form = declared if isinstance(declared, dict) else {}
    kind = str(form.get("Type", "String"))
    if name in template.given:
        value = template.given[name]
        _require_allowed(template, name, form, value)
        return _typed(value, kind)
    if name in template.known:
        return template.known[name]
    if name in PSEUDO:
        return _unresolved(name, "known once the stack is deployed")
    if declared is None:
        return None
    if kind.startswith(_OF_SSM):
        return _unresolved(name, "a parameter of the Systems Manager")
    default = form.get("Default")
    if default is None:
        return _unresolved(name, "a parameter without a default")
    if text_of(default) is None:
        return _unresolved(name, "a parameter whose default is no text")
    return _typed(default, kind)


def require_known(names: Iterable[str], templates: Iterable[Template], path: str) -> None:
    """Raise for a parameter that no template has.

    Raises:
        DynamoError: There is one.
    """
    known = [*PSEUDO, *(name for one in templates for name in one.section("Parameters"))]
    for name in names:
        if name not in known:
            declared = ", ".join(dict.fromkeys(known[len(PSEUDO) :])) or "none"
            message = (
                f"{path}: no parameter '{name}'{nearest(name, known)}\n"
                f"To fix this: give one that it has ({declared}), or leave --parameter {name} out"
            )
            raise DynamoError(message)


def _require_allowed(
    template: Template, name: str, form: Mapping[str, object], value: object
) -> None:
    allowed = form.get("AllowedValues")
    if not isinstance(allowed, list):
        return
    texts = [text_of(one) or "" for one in allowed]
    parts = str(value).split(",") if _is_list(str(form.get("Type"))) else [text_of(value)]
    for part in parts:
        if part not in texts:
            raise template.error(
                ("Parameters", name, "AllowedValues"),
                f"'{part}' is none of the allowed values\nTo fix this: {', '.join(texts)}",
                shown=("Parameters", name),
            )


def _typed(value: object, kind: str) -> object:
    if _is_list(kind):
        return [one.strip() for one in str(value).split(",")] if str(value) else []
    return value


def _is_list(kind: str) -> bool:
    return kind.startswith(_LISTS)


def _unresolved(name: str, why: str) -> Unresolved:
    return Unresolved(text=f"!Ref {name}", why=why, fix=f"--parameter {name}=VALUE")
