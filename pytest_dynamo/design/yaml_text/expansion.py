"""From nodes to plain values, with every alias written out."""

from pytest_dynamo.design.mistakes import Mistakes, Where, shortened
from pytest_dynamo.design.values import Place, Scalar
from pytest_dynamo.design.yaml_text.nodes import CollectionNode, Node, ScalarNode, UnreadableError

MAX_DEPTH = 64
MAX_NODES = 100_000


class Expansion:
    """Nodes to plain values with their places, every alias written out."""

    def __init__(self, text: str, mistakes: Mistakes) -> None:
        self.text = text
        self.mistakes = mistakes
        self.places: dict[Where, Place] = {}
        self.count = 0

    def value(self, node: Node, where: Where, depth: int) -> object:
        """The value of a node that stands at a path of the file."""
        self.places.setdefault(where, node.place)
        self.count += 1
        if self.count > MAX_NODES or depth > MAX_DEPTH:
            limit = f"{MAX_NODES:,} values" if self.count > MAX_NODES else f"{MAX_DEPTH} levels"
            self.mistakes.add((), f"with its aliases written out the file has more than {limit}")
            raise UnreadableError
        if isinstance(node, ScalarNode):
            if node.complaint:
                self.mistakes.add(where, node.complaint, node.place)
            return node.value
        if node.is_mapping:
            return self._mapping(node, where, depth)
        return [
            self.value(child, (*where, position), depth + 1)
            for position, child in enumerate(node.children)
        ]

    def _mapping(self, node: CollectionNode, where: Where, depth: int) -> object:
        if template := self._unquoted_template(node):
            message = f'a template is written in quotes: "{shortened(template)}"'
            self.mistakes.add(where, message, node.place)
            return template
        mapping: dict[Scalar, object] = {}
        for key, value in zip(node.children[::2], node.children[1::2], strict=True):
            if not isinstance(key, ScalarNode):
                self.mistakes.add(where, "a key is a text, not a mapping or a list", key.place)
                continue
            name, inside = key.value, (*where, key.value)
            if key.complaint:
                self.mistakes.add(where, key.complaint, key.place)
            if name == "<<":
                message = "merge keys (<<) are not part of YAML 1.2; write the settings out"
                self.mistakes.add(inside, message, key.place)
            elif name in mapping:
                first = self.places[inside].line
                message = f"duplicate key; it is given in line {first} already"
                self.mistakes.add(inside, message, key.place)
            else:
                self.places[inside] = key.place
                mapping[name] = self.value(value, inside, depth + 1)
        return mapping

    def _unquoted_template(self, node: CollectionNode) -> str | None:
        """`{user_id}` without quotes, which YAML reads as a mapping of a name to nothing."""
        match node.children:
            case [ScalarNode(value=str()), ScalarNode(is_left_out=True)] if node.is_flow:
                text = self.text[node.begins : node.ends]
                return None if text[:-1].rstrip().endswith(":") else text
        return None
