"""YAML 1.2 text as plain values, with the line and column of each.

The parser is ruamel.yaml's; the values are composed here from its events, because a design has to
be bounded (depth, size after aliases) and its mistakes named with their place.
"""

from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from pytest_dynamo.design.mistakes import Mistakes, quoted, shortened
from pytest_dynamo.design.values import Place
from pytest_dynamo.design.yaml_text.expansion import MAX_DEPTH, Expansion
from pytest_dynamo.design.yaml_text.nodes import CollectionNode, Node, ScalarNode, UnreadableError
from pytest_dynamo.design.yaml_text.scalars import TAGGED, joined, resolved
from pytest_dynamo.design.yaml_text.traps import cut_text, cut_value, syntax_hint

_TAG = "tag:yaml.org,2002:"


def read_yaml(text: str, mistakes: Mistakes) -> object:
    """The value of the text, with what is wrong with it noted; its places go to the mistakes.

    Raises:
        UnreadableError: Nothing can be made of the text; why has been noted.
    """
    root = _Composer(text, mistakes).compose()
    if root is None:
        mistakes.add((), "the file is empty; a design begins with 'version: 1'")
        raise UnreadableError
    expansion = Expansion(text, mistakes)
    value = expansion.value(root, (), 0)
    mistakes.places = expansion.places
    return value


class _Composer:
    """Events to nodes, without recursion, so that no depth of nesting overflows the stack."""

    def __init__(self, text: str, mistakes: Mistakes) -> None:
        self.text = text
        self.mistakes = mistakes
        self.anchors: dict[str, Node] = {}
        self.root: Node | None = None
        self.open: list[CollectionNode] = []
        self.cuts: list[tuple[str, Place]] = []
        self.text_ends = 0  # where the last text ended: the key, when its value is left out

    def compose(self) -> Node | None:
        documents = 0
        for event in self._events():
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._give_up("a second document begins here; a file holds one design", event)
            elif isinstance(event, NodeEvent):
                self._node(event)
            elif isinstance(event, MappingEndEvent | SequenceEndEvent):
                self.open.pop().ends = event.end_mark.index
        return self.root

    def _events(self) -> Iterator[Event]:
        try:
            yield from YAML(typ="safe", pure=True).parse(self.text)
        except MarkedYAMLError as error:
            self._not_yaml(error)
        except ReaderError as error:
            before = self.text[: error.position]
            place = Place(
                line=before.count("\n") + 1, column=error.position - (before.rfind("\n") + 1) + 1
            )
            message = (
                f"not YAML: the character U+{ord(self.text[error.position]):04X} is not allowed"
            )
            self._give_up(message, place)
        except (OverflowError, ValueError):
            # ruamel.yaml lets these through; which of them, and its text, depend on Python.
            self._give_up("not YAML: an escape such as \\UFFFFFFFF names no character", Place())
        except (YAMLError, ArithmeticError, LookupError, TypeError) as error:
            self._give_up(f"not YAML: {shortened(str(error))}", Place())

    def _not_yaml(self, error: MarkedYAMLError) -> None:
        if self.cuts:  # the text that was cut off is why the rest cannot be read
            for complaint, where in self.cuts:
                self.mistakes.add((), complaint, where)
            raise UnreadableError from None
        marks = [mark for mark in (error.problem_mark, error.context_mark) if mark]
        place = Place(line=marks[0].line + 1, column=marks[0].column + 1) if marks else Place()
        lines = self.text.splitlines()
        numbers = [mark.line - before for mark in marks for before in (0, 1)]
        near = [lines[number] for number in numbers if 0 <= number < len(lines)]
        problem = shortened(str(error.problem or error.context or "it cannot be read"))
        if r"'\t'" in problem:
            self._give_up("not YAML: a tab stands here; indent with spaces", place)
        self._give_up(f"not YAML: {problem}{syntax_hint(near)}", place)

    def _give_up(self, message: str, at: Event | Place) -> None:
        self.mistakes.add((), message, at if isinstance(at, Place) else _place(at))
        raise UnreadableError from None

    def _node(self, event: NodeEvent) -> None:
        node = self._made(event)
        if event.anchor and not isinstance(event, AliasEvent):
            self.anchors[event.anchor] = node
        if self.open:
            self.open[-1].children.append(node)
        else:
            self.root = node
        if isinstance(node, CollectionNode) and node.ends < 0:
            self.open.append(node)
            if len(self.open) > MAX_DEPTH:
                self._give_up(f"nested more than {MAX_DEPTH} deep", event)

    def _made(self, event: NodeEvent) -> Node:
        if isinstance(event, AliasEvent):
            return self._aliased(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, str(event.ctag) if event.ctag else None)
        assert isinstance(event, MappingStartEvent | SequenceStartEvent)
        tag = str(event.ctag) if event.ctag else None
        is_mapping = isinstance(event, MappingStartEvent)
        if tag not in (None, "!", f"{_TAG}map" if is_mapping else f"{_TAG}seq"):
            self.mistakes.add((), _no_tag(str(tag)), _place(event))
        return CollectionNode(
            is_mapping=is_mapping,
            is_flow=bool(event.flow_style),
            place=_place(event),
            begins=event.start_mark.index,
        )

    def _aliased(self, event: AliasEvent) -> Node:
        node = self.anchors.get(event.anchor)
        if node is None:
            self._give_up(f"alias *{shortened(event.anchor)} has no anchor before it", event)
        if isinstance(node, CollectionNode) and node.ends < 0:
            self._give_up(f"alias *{shortened(event.anchor)} stands inside its own anchor", event)
        assert node is not None
        return node

    def _scalar(self, event: ScalarEvent, tag: str | None) -> ScalarNode:
        node = self._tagged(event, tag) if tag or event.style else self._plain(event)
        self.text_ends = event.end_mark.index
        return node

    def _tagged(self, event: ScalarEvent, tag: str | None) -> ScalarNode:
        """A scalar with a tag or in quotes."""
        text, place = str(event.value), _place(event)
        try:
            text = joined(text)
        except UnicodeDecodeError:
            text = text.encode(errors="backslashreplace").decode()
            complaint = f"{quoted(text)} has half of a surrogate pair, which is no character"
            return ScalarNode(value=text, place=place, complaint=complaint)
        resolve = TAGGED.get((tag or "!").removeprefix(_TAG))
        if resolve is None:
            return ScalarNode(value=text, place=place, complaint=_no_tag(str(tag)))
        try:
            return ScalarNode(value=resolve(text), place=place)
        except ValueError:
            complaint = f"{quoted(text)} is not what its tag says"
            return ScalarNode(value=text, place=place, complaint=complaint)

    def _plain(self, event: ScalarEvent) -> ScalarNode:
        """A scalar without quotes, which YAML may have cut short."""
        begins, ends, place = event.start_mark.index, event.end_mark.index, _place(event)
        is_left_out = begins == ends
        cut = (
            cut_value(self.text, self.text_ends)
            if is_left_out
            else cut_text(self.text, begins, ends)
        )
        if cut:
            complaint = (
                f"from ' #' on it is a comment; put the text in quotes: \"{shortened(cut)}\""
            )
            self.cuts.append((complaint, place))
            return ScalarNode(value=cut, place=place, complaint=complaint)
        try:
            value = resolved(event.value)
        except ValueError:  # Python refuses to read integers of thousands of digits
            complaint = f"{quoted(event.value)} has too many digits"
            return ScalarNode(value=0, place=place, complaint=complaint)
        return ScalarNode(value=value, place=place, is_left_out=is_left_out)


def _no_tag(tag: str) -> str:
    return f"{shortened(tag.replace(_TAG, '!!'))} is a YAML tag, and a design has none"


def _place(event: Event) -> Place:
    return Place(line=event.start_mark.line + 1, column=event.start_mark.column + 1)
