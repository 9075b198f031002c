"""The names of a module: each is given once, and none is a word of Python or of what the module imports."""

import re
from collections.abc import Callable

from pytest_dynamo.interop.naming import pascal_case, snake_case

_PLAIN = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 48

BUILTINS = frozenset(
    [
        "bool",
        "bytes",
        "dict",
        "float",
        "format",
        "int",
        "len",
        "list",
        "max",
        "min",
        "next",
        "object",
        "property",
        "range",
        "set",
        "staticmethod",
        "str",
        "super",
        "tuple",
        "type",
        "zip",
    ]
)
"""What the module uses of Python's own names, so that nothing else may be called so."""

MODULE = frozenset(
    [
        "annotations",
        "b64decode",
        "b64encode",
        "crc32",
        "dataclass",
        "date",
        "datetime",
        "heapq",
        "itemgetter",
        "json",
        "random",
        "time",
        "uuid4",
        "Any",
        "Binary",
        "Callable",
        "Decimal",
        "Generic",
        "Item",
        "Iterable",
        "Iterator",
        "Mapping",
        "NamedTuple",
        "NotRequired",
        "Number",
        "Page",
        "ConditionFailed",
        "TransactionCanceled",
        "Unprocessed",
        "Backoff",
        "Sequence",
        "T",
        "ThreadPoolExecutor",
        "TYPE_CHECKING",
        "TypeAlias",
        "TypedDict",
        "TypeVar",
        "UTC",
        "Unpack",
        "Union",
        "cast",
        "contextmanager",
        "DynamoDBClient",
        "QueryInputTypeDef",
        "ScanInputTypeDef",
        "KeysAndAttributesTypeDef",
        "WriteRequestTypeDef",
        "WriteRequestUnionTypeDef",
        "AttributeValueTypeDef",
        "TypeDeserializer",
        "TypeSerializer",
    ]
)
"""What the module imports, and the names of its helpers."""


class Names:
    """Gives names, each once."""

    def __init__(self, taken: frozenset[str]) -> None:
        self._taken = set(taken)

    def take(self, wanted: str) -> str:
        """The name, with a number where it is taken."""
        found, number = wanted, 2
        while found in self._taken:
            found, number = f"{wanted}{'_' * wanted[-1:].isdigit()}{number}", number + 1
        self._taken.add(found)
        return found


def variable(name: str) -> str:
    """A name as a parameter, method or function: left as it is where it is fit for that."""
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST:
        return snake_case(name) if snake_case(name) == f"{name}_" else name
    return _cut(name, snake_case)


def type_name(name: str) -> str:
    """A name as a type."""
    return _cut(name, pascal_case)


def _cut(name: str, form: Callable[[str], str]) -> str:
    return form(name)[:_LONGEST]


def key_name(parts: list[tuple[str, bool]], suffix: str) -> str:
    """The name of a function that fills in a template, out of its texts and placeholders (True).

    What the text says before the placeholder says it again is said once.

    >>> key_name([("USER#", False), ("user_id", True)], "key")
    'user_id_key'
    """
    words: list[str] = []
    for text, is_placeholder in parts:
        if not is_placeholder and not re.search("[A-Za-z]", text):
            continue
        new = [word for word in variable(text).split("_") if word]
        overlap = max(k for k in range(len(new) + 1) if words[len(words) - k :] == new[:k])
        words += new[overlap:]
    return variable("_".join(["_".join(words)[: _LONGEST - 8].strip("_"), suffix]).strip("_"))
