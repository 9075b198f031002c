"""The words of a statement, one after the other."""

from pytest_dynamo.embedded.partiql.syntax.keywords import KEYWORDS
from pytest_dynamo.embedded.partiql.syntax.tree import Place
from pytest_dynamo.planner.partiql_tokens import Token, Tokens


class NotWellFormedError(Exception):
    """The words are no statement of PartiQL."""


class Words:
    """The words of one statement, and which of them comes next."""

    def __init__(self, statement: str, tokens: Tokens) -> None:
        self._statement = statement
        self._tokens = tokens
        self._next = 0
        self.parameters = 0

    @property
    def here(self) -> Token:
        """The next word.

        Raises:
            NotWellFormedError: There is none.
        """
        if self._next >= len(self._tokens):
            raise NotWellFormedError
        return self._tokens[self._next]

    @property
    def at_end(self) -> bool:
        """Whether there is no word left."""
        return self._next >= len(self._tokens)

    @property
    def keyword(self) -> str:
        """The next word in capitals if it is one without quotes, else nothing."""
        return "" if self.at_end else self.here.keyword

    @property
    def symbol(self) -> str:
        """The next word if it is a symbol, else nothing."""
        return "" if self.at_end else self.here.symbol

    def then(self, distance: int = 1) -> str:
        """The word after the next one, in capitals, or the symbol."""
        place = self._next + distance
        token = self._tokens[place] if place < len(self._tokens) else None
        return (token.keyword or token.symbol) if token else ""

    @property
    def then_kind(self) -> str:
        """The kind of the word after the next one."""
        place = self._next + 1
        return self._tokens[place].kind if place < len(self._tokens) else ""

    def take(self) -> Token:
        """Take the next word."""
        token = self.here
        self._next += 1
        return token

    def give_back(self) -> None:
        """Give back the word taken last."""
        self._next -= 1

    def accept(self, *words: str) -> bool:
        """Take these words if they come next: keywords in capitals, or symbols."""
        for distance, word in enumerate(words):
            if self.then(distance) != word:
                return False
        self._next += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Take these words.

        Raises:
            NotWellFormedError: Others come next.
        """
        if not self.accept(*words):
            raise NotWellFormedError

    def name(self) -> Token:
        """Take a name.

        Raises:
            NotWellFormedError: The next word is none.
        """
        token = self.take()
        bare = token.kind == "name" and token.keyword not in KEYWORDS and token.text.isascii()
        if not bare and token.kind != "quoted":
            raise NotWellFormedError
        return token

    def place(self, token: Token) -> Place:
        """Where a word stands."""
        before = self._statement[: token.begin]
        line_begin = before.rfind("\n") + 1
        return Place(before.count("\n") + 1, token.begin - line_begin + 1, token.length)
