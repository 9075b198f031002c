"""Texts of Terraform in their parts: what is literal, and what is code within `${…}`.

https://developer.hashicorp.com/terraform/language/expressions/strings
"""

from pytest_dynamo.interop.terraform.hcl import Tree, tokens_of
from pytest_dynamo.interop.terraform.names import UnresolvedError


def heredoc(tree: Tree) -> str:
    """The lines of a text that is written between two markers."""
    lines = str(next(tokens_of(tree))).replace("\r\n", "\n").split("\n")
    body = lines[1:]
    while body and not body[-1].strip():
        body.pop()
    return "".join(f"{line}\n" for line in body[:-1])


def split(text: str) -> list[tuple[bool, str]]:
    """Literal parts and the code within `${…}`; `$${` and `%%{` stand for themselves.

    Raises:
        UnresolvedError: There is a directive in it, or code that does not end.
    """
    if "${" not in text and "%{" not in text:
        return [(False, text)]
    parts: list[tuple[bool, str]] = []
    literal, at = "", 0
    while at < len(text):
        if text.startswith(("$${", "%%{"), at):
            literal, at = literal + text[at + 1 : at + 3], at + 3
        elif text.startswith("%{", at):
            message = "a directive of a template is not followed here"
            raise UnresolvedError(message)
        elif text.startswith("${", at):
            end = _closing(text, at + 2)
            parts += [(False, literal)] * bool(literal) + [(True, text[at + 2 : end])]
            literal, at = "", end + 1
        else:
            literal, at = literal + text[at], at + 1
    return parts + [(False, literal)] * bool(literal)


def _closing(text: str, at: int) -> int:
    depth = 1
    for place in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    message = "a '${' is not closed"
    raise UnresolvedError(message)
