"""The types of PartiQL, as IS and CAST have them."""

from pytest_dynamo.embedded.partiql.syntax.words import NotWellFormedError, Words

# The types of IS, by how they are written.
_TYPES = {
    "BOOL": "BOOLEAN",
    "CHAR": "CHARACTER",
    "INT": "INTEGER",
    "VARCHAR": "CHARACTER_VARYING",
    **{
        name: name
        for name in (
            *("MISSING", "NULL", "BOOLEAN", "SMALLINT", "INTEGER", "FLOAT", "REAL", "DECIMAL"),
            *("NUMERIC", "TIMESTAMP", "DATE", "TIME", "CHARACTER", "STRING", "SYMBOL", "CLOB"),
            *("BLOB", "STRUCT", "TUPLE", "LIST", "SEXP", "BAG"),
        )
    },
}
_WITH_LENGTHS = frozenset(["CHARACTER", "CHARACTER_VARYING", "DECIMAL", "NUMERIC", "FLOAT"])


def type_name(words: Words) -> str:
    """Take a type; the name that messages give it.

    Raises:
        NotWellFormedError: The next words are none.
    """
    word = words.take()
    given = word.text.upper() if word.kind in ("name", "literal") else ""
    if given == "DOUBLE":
        words.expect("PRECISION")
        return "DOUBLE_PRECISION"
    if given not in _TYPES:
        raise NotWellFormedError
    name = _TYPES[given]
    if given in ("CHAR", "CHARACTER") and words.accept("VARYING"):
        name = "CHARACTER_VARYING"
    if name in _WITH_LENGTHS and words.accept("("):
        _lengths(words)
    return name


def _lengths(words: Words) -> None:
    """The lengths of a type, which say nothing: `NUMERIC(3, 2)`."""
    words.take()
    while words.accept(","):
        words.take()
    words.expect(")")
