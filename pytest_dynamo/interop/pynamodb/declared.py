"""What the text of a Python module declares, without running it."""

import ast
from collections.abc import Callable

from pytest_dynamo.interop.documents.document import Where

_LIBRARY = "pynamodb"


def declares_models(text: str) -> bool:
    """Whether a module has a class that is a model of PynamoDB, as far as can be told.

    It derives from something called a Model where PynamoDB is imported, or from anything and names a
    table in its Meta. Models of other libraries do neither.
    """
    tree = _tree(text)
    if tree is None:
        return False
    nodes = list(ast.walk(tree))
    is_imported = any(_LIBRARY in _imported(node) for node in nodes)
    return any(
        isinstance(node, ast.ClassDef)
        and (
            (is_imported and any(_name(base).endswith("Model") for base in node.bases))
            or (bool(node.bases) and _names_table(node))
        )
        for node in nodes
    )


def lines_of(text: str) -> Callable[[Where], int | None]:
    """Tells the line, from 1, of a class or of a member of one: ("Customer", "Meta", "region")."""
    lines: dict[Where, int] = {}
    tree = _tree(text)
    if tree is not None:
        _note(tree.body, (), lines)

    def line(where: Where) -> int | None:
        found = (lines.get(where[:end]) for end in range(len(where), 0, -1))
        return next((one for one in found if one), None)

    return line


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _imported(node: ast.AST) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    if isinstance(node, ast.Import):
        return {one.name.partition(".")[0] for one in node.names}
    return set()


def _names_table(node: ast.ClassDef) -> bool:
    lines: dict[Where, int] = {}
    _note(node.body, (), lines)
    return ("Meta", "table_name") in lines


def _name(base: ast.expr) -> str:
    """The last part of what a class derives from."""
    if isinstance(base, ast.Subscript):
        return _name(base.value)
    if isinstance(base, ast.Attribute):
        return base.attr
    return base.id if isinstance(base, ast.Name) else ""


def _note(body: list[ast.stmt], above: Where, lines: dict[Where, int]) -> None:
    for node in body:
        if isinstance(node, ast.ClassDef):
            lines[*above, node.name] = node.lineno
            _note(node.body, (*above, node.name), lines)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Name):
                    lines[*above, target.id] = node.lineno
