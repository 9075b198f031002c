"""Mappings of a template taken apart: what no reader takes is a loss, so that nothing is passed over."""

import re
from collections.abc import Collection, Mapping, Sequence

from pytest_dynamo.design.mistakes import nearest, quoted
from pytest_dynamo.interop.cloudformation.nodes import (
    Node,
    Unresolved,
    plain,
    text_of,
    unresolved_in,
)
from pytest_dynamo.interop.documents.document import Document, Where, dotted
from pytest_dynamo.interop.values import DesignPath, Loss

NOT_KNOWN = "no property that is known here; left out"
_NUMBER = re.compile(r"-?[0-9]+(\.0+)?\Z", re.ASCII)
_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


class Findings:
    """What is said of one template: losses, what is not resolved, remarks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.losses: list[Loss] = []
        self.unresolved: list[Node] = []
        self.remarks: dict[DesignPath, str] = {}

    def lose(self, node: Node, message: str, *, member: str = "") -> None:
        """Note that a node, or a member that it has or lacks, is not kept."""
        inside = (member,) if member else ()
        self.lose_at((*node.where, *inside), (*node.shown, *inside), message)

    def lose_at(self, where: Where, shown: Where, message: str) -> None:
        """Note that what is at a place is not kept."""
        line = self.document.line(where)
        path = self.document.path
        self.losses.append(Loss(where=dotted(shown), message=message, line=line, path=path))

    def miss(self, node: Node) -> None:
        """Note that a node is only known to CloudFormation."""
        found = node.value
        if isinstance(found, Unresolved):
            self.unresolved.append(node)
            fix = f"; to fix this: {found.fix}" if found.fix else ""
            self.lose(node, f"left out: {found} is not known here: {found.why}{fix}")


class Members:
    """The members of a mapping, each taken once."""

    def __init__(self, node: Node | None, findings: Findings) -> None:
        self.node = node
        self.findings = findings
        self._left: dict[str, Node] = {}
        if node is None:
            return
        if isinstance(node.value, Unresolved):
            findings.miss(node)
        elif isinstance(node.value, dict):
            self._left = dict(node.value)
        else:
            findings.lose(node, f"left out: {quoted(plain(node))}, where a mapping is expected")

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def raw(self, name: str) -> Node | None:
        """A member as it is, resolved or not."""
        return self._left.pop(name, None)

    def take(self, name: str) -> Node | None:
        """A member; None where it is not there, is null, or is not known."""
        node = self._left.pop(name, None)
        if node is None:
            return None
        if isinstance(node.value, Unresolved):
            self.findings.miss(node)
            return None
        if node.value is None:
            self.findings.lose(node, "left out: nothing is given")
            return None
        return node

    def members(self, name: str) -> "Members":
        """A member that is a mapping."""
        return Members(self.take(name), self.findings)

    def listed(self, name: str) -> list[Node]:
        """The elements of a member that is a list, as far as they are known."""
        node = self.take(name)
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.findings.lose(node, f"left out: {quoted(plain(node))}, where a list is expected")
            return []
        for one in node.value:
            self.findings.miss(one)
        return [one for one in node.value if not isinstance(one.value, Unresolved)]

    def text(self, name: str, *, least: int = 0, most: int = 65_535) -> str | None:
        """A member that is a text of so many characters."""
        node = self.take(name)
        if node is None:
            return None
        text = text_of(node.value)
        if text is None or not least <= len(text) <= most:
            what = "a text" if least == 0 else f"a text of {least} to {most:,} characters"
            self._expected(node, what)
            return None
        return text

    def choice(self, name: str, choices: Collection[str]) -> str | None:
        """A member that is one of a few texts."""
        node = self.take(name)
        if node is None:
            return None
        text = text_of(node.value)
        if text in choices:
            return text
        self._expected(node, " or ".join(choices), nearest(text or "", list(choices)))
        return None

    def number(
        self, name: str, *, least: int = 1, most: int | None = None, nothing: Sequence[int] = ()
    ) -> int | None:
        """A member that is a whole number, as a number or as text; `nothing` are those that say none."""
        node = self.take(name)
        if node is None:
            return None
        text = text_of(node.value)
        if (
            isinstance(node.value, bool)
            or text is None
            or not _NUMBER.match(text)
            or len(text) > 15
        ):
            self._expected(node, "a whole number")
            return None
        number = int(text.partition(".")[0])
        if number in nothing:
            return None
        if number < least or (most is not None and number > most):
            self._expected(node, f"{least} to {most}" if most is not None else f"{least} or more")
            return None
        return number

    def flag(self, name: str) -> bool | None:
        """A member that is true or false, as such or as text."""
        node = self.take(name)
        if node is None:
            return None
        text = (text_of(node.value) or "").lower()
        if text in _YES or text in _NO:
            return text in _YES
        self._expected(node, "true or false")
        return None

    def known(self, name: str) -> object:
        """A member as plain values, if all of it is known."""
        node = self.take(name)
        if node is None:
            return None
        return known(node, self.findings)

    def lose_rest(self, reasons: Mapping[str, str] | None = None) -> None:
        """Note what no reader has taken; `reasons` are those of properties that are known."""
        for name, node in self._left.items():
            self.findings.lose(node, (reasons or {}).get(name, NOT_KNOWN))
        self._left = {}

    def _expected(self, node: Node, what: str, near: str = "") -> None:
        found = quoted(plain(node))
        self.findings.lose(node, f"left out: {found}, where {what} is expected{near}")


def known(node: Node, findings: Findings) -> object:
    """A node as plain values, if all of it is known; else it is a loss as a whole."""
    missing = list(unresolved_in(node))
    for one in missing:
        findings.miss(one)
    if not missing:
        return plain(node)
    if missing[0] is not node:
        findings.lose(node, f"left out with what is not known in it, {missing[0].value}")
    return None
