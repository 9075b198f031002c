"""What intrinsic functions give, as far as a template tells.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import json
import re
import sys
from collections.abc import Callable, Mapping

from pytest_dynamo.design.mistakes import nearest
from pytest_dynamo.interop.cloudformation.conditions import Conditions
from pytest_dynamo.interop.cloudformation.nodes import (
    BY_HAND,
    Node,
    Unresolved,
    as_node,
    plain,
    simple,
    text_of,
    unresolved,
    unresolved_in,
)
from pytest_dynamo.interop.cloudformation.parameters import parameter_value
from pytest_dynamo.interop.cloudformation.template import Template
from pytest_dynamo.interop.documents.document import Where

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LONGEST_INDEX = 9
_NO_VALUE = "AWS::NoValue"
_LATER = {
    "Fn::GetAtt": "an attribute of a resource, known once it is deployed",
    "Fn::ImportValue": "exported by another stack",
    "Fn::Transform": "made by a macro; what AWS::Include includes is in S3",
    "Fn::GetAZs": "known once the stack is deployed",
    "Fn::Cidr": "a range of addresses",
    "Fn::Base64": "an encoding",
}


class Resolver:
    """Calls the functions of one template.

    `names` are what Ref gives for resources: their logical ids or names. `used` collects the parameters
    that were taken, with their values.
    """

    def __init__(self, template: Template, names: Mapping[str, str] | None = None) -> None:
        self.template = template
        self.names = names or {}
        self.used: dict[str, object] = {}
        self.conditions = Conditions(template, self.node)
        self._functions: Mapping[str, Callable[[object, Where, Where], object]] = {
            "Fn::Sub": self._sub,
            "Fn::Join": self._join,
            "Fn::Split": self._split,
            "Fn::Select": self._select,
            "Fn::FindInMap": self._find_in_map,
            "Fn::Length": self._length,
            "Fn::ToJsonString": self._to_json_string,
        }

    def node(self, value: object, where: Where, shown: Where) -> Node | None:
        """A value with its functions called; None for AWS::NoValue.

        Raises:
            DynamoError: A condition depends on itself, or a parameter has a value it must not have.
        """
        if isinstance(value, dict):
            if len(value) == 1:
                ((name, content),) = value.items()
                if name == "Ref" or str(name).startswith("Fn::"):
                    return self._called(str(name), content, where, shown)
            members = {
                str(name): self.node(one, (*where, name), (*shown, name))
                for name, one in value.items()
            }
            present = {name: one for name, one in members.items() if one is not None}
            return Node(value=present, where=where, shown=shown)
        if isinstance(value, list):
            elements = [
                self.node(one, (*where, position), (*shown, position))
                for position, one in enumerate(value)
            ]
            return Node(
                value=[one for one in elements if one is not None], where=where, shown=shown
            )
        return Node(value=simple(value), where=where, shown=shown)

    def _called(self, name: str, content: object, where: Where, shown: Where) -> Node | None:
        if name == "Ref":
            if content == _NO_VALUE:
                return None
            return as_node(self._ref(content), where, shown)
        if name == "Fn::If":
            return self._if(content, where, shown)
        function = self._functions.get(name)
        if function is None:
            why = _LATER.get(name, "a function that is not known here")
            return as_node(unresolved(name, content, why), where, shown)
        found = function(content, (*where, name), shown)
        return as_node(found, where, shown)

    def _ref(self, name: object) -> object:
        if not isinstance(name, str):
            return unresolved("Ref", name, "no name")
        value = parameter_value(self.template, name)
        if value is not None:
            if not isinstance(value, Unresolved):
                self.used[name] = value
            return value
        if name in self.names:
            return self.names[name]
        if name in self.template.section("Resources"):
            why = "a resource, known once it is deployed"
            return Unresolved(text=f"!Ref {name}", why=why, fix=BY_HAND)
        # Given in the fixture for drift, a parameter need not be declared.
        near = nearest(name, [*self.template.section("Parameters")])
        why = f"neither a parameter nor a resource of the template{near}"
        return Unresolved(text=f"!Ref {name}", why=why, fix=f"declare the parameter {name}")

    def _if(self, content: object, where: Where, shown: Where) -> Node | None:
        match content:
            case [str() as condition, _, _]:
                truth = self.conditions.holds(condition)
                if isinstance(truth, Unresolved):
                    why = f"which of the two depends on {truth}, {truth.why}"
                    return as_node(unresolved("Fn::If", content, why, truth.fix), where, shown)
                chosen = 1 if truth else 2
                return self.node(content[chosen], (*where, "Fn::If", chosen), shown)
        return as_node(unresolved("Fn::If", content, "no condition and two values"), where, shown)

    def _sub(self, content: object, where: Where, shown: Where) -> object:
        match content:
            case str() as text:
                own: Mapping[str, object] = {}
            case [str() as text, dict() as own]:
                pass
            case _:
                return unresolved("Fn::Sub", content, "no text")
        missing: list[Unresolved] = []

        def replaced(found: re.Match[str]) -> str:
            name = found[1]
            if name.startswith("!"):
                return f"${{{name[1:]}}}"
            value = self._variable(name.strip(), own, where, shown)
            if isinstance(value, Unresolved):
                missing.append(value)
            return text_of(value) or ""

        result = _VARIABLE.sub(replaced, text)
        if missing:
            return unresolved("Fn::Sub", text, missing[0].why, missing[0].fix)
        return result

    def _variable(self, name: str, own: Mapping[str, object], where: Where, shown: Where) -> object:
        if name in own:
            node = self.node(own[name], (*where, 1, name), shown)
            value = node.value if node else ""
        elif "." in name:
            value = unresolved("Fn::GetAtt", name, _LATER["Fn::GetAtt"])
        else:
            value = self._ref(name)
        if isinstance(value, Unresolved) or text_of(value) is not None:
            return value
        return Unresolved(text=f"${{{name}}}", why=f"{name} is no text")

    def _resolved(self, value: object, where: Where, shown: Where) -> object:
        """A plain value, or what is not resolved in it."""
        node = self.node(value, where, shown)
        if node is None:
            return None
        missing = next(unresolved_in(node), None)
        return missing.value if missing else plain(node)

    def _join(self, content: object, where: Where, shown: Where) -> object:
        match content:
            case [str() as between, parts]:
                values = self._resolved(parts, (*where, 1), shown)
                if isinstance(values, Unresolved):
                    return unresolved("Fn::Join", content, values.why, values.fix)
                texts = [text_of(one) for one in values] if isinstance(values, list) else [None]
                if None not in texts:
                    return between.join(str(one) for one in texts)
        return unresolved("Fn::Join", content, "no text and a list of texts")

    def _split(self, content: object, where: Where, shown: Where) -> object:
        match content:
            case [str() as between, whole] if between:
                value = self._resolved(whole, (*where, 1), shown)
                if isinstance(value, Unresolved):
                    return unresolved("Fn::Split", content, value.why, value.fix)
                if isinstance(value, str):
                    return value.split(between)
        return unresolved("Fn::Split", content, "no text and another one to be split")

    def _select(self, content: object, where: Where, shown: Where) -> object:
        match content:
            case [place, values]:
                index = self._resolved(place, (*where, 0), shown)
                found = self._resolved(values, (*where, 1), shown)
                for one in (index, found):
                    if isinstance(one, Unresolved):
                        return unresolved("Fn::Select", content, one.why, one.fix)
                chosen = found[_place(index) :][:1] if isinstance(found, list) else []
                if chosen:
                    return chosen[0]
        return unresolved("Fn::Select", content, "no place in a list that is there")

    def _find_in_map(self, content: object, where: Where, shown: Where) -> object:
        if not isinstance(content, list) or len(content) not in (3, 4):
            return unresolved("Fn::FindInMap", content, "no map and two keys")
        keys = self._resolved(content[:3], where, shown)
        if isinstance(keys, Unresolved):
            return unresolved("Fn::FindInMap", content, keys.why, keys.fix)
        found: object = self.template.section("Mappings")
        for key in keys if isinstance(keys, list) else ():
            known = found if isinstance(found, dict) else {}
            if text_of(key) not in known:
                break
            found = known[str(text_of(key))]
        else:
            return found
        match content[3:]:
            case [{"DefaultValue": default}]:
                return self._resolved(default, (*where, 3, "DefaultValue"), shown)
        why = f"'{key}' is not there{nearest(str(key), list(known))}"
        return unresolved("Fn::FindInMap", content, why)

    def _length(self, content: object, where: Where, shown: Where) -> object:
        values = self._resolved(content, where, shown)
        return (
            len(values)
            if isinstance(values, list)
            else unresolved("Fn::Length", content, "no list")
        )

    def _to_json_string(self, content: object, where: Where, shown: Where) -> object:
        value = self._resolved(content, where, shown)
        return value if isinstance(value, Unresolved) else json.dumps(value, default=str)


def _place(index: object) -> int:
    """An index as a number or text; what is none is behind every list."""
    text = str(index)
    return int(text) if text.isdecimal() and len(text) <= _LONGEST_INDEX else sys.maxsize
