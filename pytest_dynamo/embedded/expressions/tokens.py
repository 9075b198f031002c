"""The one tokenizer of all kinds of expressions."""

import re
from dataclasses import dataclass
from typing import NoReturn

END = "<EOF>"
NAME, NAME_PLACEHOLDER, VALUE_PLACEHOLDER, INDEX, UNKNOWN = "name", "#name", ":value", "index", "?"
KEYWORDS = {"AND", "OR", "NOT", "IN", "BETWEEN", "SET", "REMOVE", "ADD", "DELETE"}

_PATTERN = re.compile(
    r"""[ \t\r\n]+
    | (?P<word>[A-Za-z][A-Za-z0-9_]*)
    | (?P<name>\#[A-Za-z0-9_]+)
    | (?P<value>:[A-Za-z0-9_]+)
    | (?P<index>0|[1-9][0-9]*)
    | (?P<sign><>|<=|>=|[=<>()\[\].,+-])
    | (?P<unknown>.)""",
    re.VERBOSE | re.DOTALL,
)
_KINDS = {"name": NAME_PLACEHOLDER, "value": VALUE_PLACEHOLDER, "index": INDEX, "unknown": UNKNOWN}


class ExpressionError(Exception):
    """An expression DynamoDB refuses; the text says why, without the name of the parameter."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (a keyword or a sign is its own kind), its text and where it stands."""

    kind: str
    text: str
    start: int
    end: int


class Tokens:
    """The tokens of an expression and the place of the next one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all = [*_split(text), Token(END, END, len(text), len(text))]
        self._place = 0
        self.kind = self._all[0].kind

    def take(self) -> Token:
        """The next token, which is then past."""
        token = self._all[self._place]
        self._place += 1
        self.kind = self._all[self._place].kind if token.kind is not END else END
        return token

    def take_if(self, *kinds: str) -> Token | None:
        """The next token if it is of one of these kinds."""
        return self.take() if self.kind in kinds else None

    def expect(self, *kinds: str) -> Token:
        """The next token, which must be of one of these kinds."""
        return self.take() if self.kind in kinds else self.refuse()

    @property
    def position(self) -> int:
        """Where in the text the next token begins."""
        return self._all[self._place].start

    def followed_by(self, kind: str) -> bool:
        """Whether the token after the next one is of this kind."""
        return self._all[min(self._place + 1, len(self._all) - 1)].kind == kind

    def refuse(self) -> NoReturn:
        """Refuse the expression because of the next token, with its neighbours for orientation."""
        token = self._all[self._place]
        before = self._all[self._place - 1].start if self._place else 0
        after = self._all[min(self._place + 1, len(self._all) - 1)]
        near = self._text[before : after.end]
        msg = f'Syntax error; token: "{token.text}", near: "{near}"'
        raise ExpressionError(msg)


def _split(text: str) -> list[Token]:
    tokens = []
    for match in _PATTERN.finditer(text):
        group = match.lastgroup
        if group is None:  # white space
            continue
        word = match.group()
        if group == "word":
            kind = word.upper() if word.upper() in KEYWORDS else NAME
        else:
            kind = _KINDS.get(group, word)
        tokens.append(Token(kind, word, match.start(), match.end()))
    return tokens
