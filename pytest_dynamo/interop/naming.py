"""Names of a design as identifiers of other languages, all different from each other."""

import keyword
import re
from collections.abc import Callable, Iterable

_NO_TABLE = re.compile(r"[^A-Za-z0-9_.-]+")
_SHORTEST_TABLE, _LONGEST_TABLE = 3, 255
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def pascal_case(name: str) -> str:
    """A name as a logical id of CloudFormation or a class: letters and digits, a letter first.

    >>> pascal_case("my-service-table"), pascal_case("GSI1"), pascal_case("2fa")
    ('MyServiceTable', 'GSI1', 'T2Fa')
    """
    joined = "".join(word[0].upper() + word[1:] for word in _words(name)) or "Unnamed"
    return joined if joined[0].isalpha() else f"T{joined}"


def snake_case(name: str) -> str:
    """A name as an identifier of Python or Terraform; a keyword of Python gets an underscore.

    >>> snake_case("my-service-table"), snake_case("OrderItem"), snake_case("class")
    ('my_service_table', 'order_item', 'class_')
    """
    joined = "_".join(word.lower() for word in _words(name)) or "unnamed"
    joined = joined if joined[0].isalpha() else f"t{joined}"
    return f"{joined}_" if keyword.iskeyword(joined) else joined


def table_name(name: str) -> str:
    """A name as DynamoDB takes it for a table: 3 to 255 letters, digits, `_`, `-` and `.`.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    >>> table_name("my shop"), table_name("x"), table_name("")
    ('my-shop', 'x-table', 'table')
    """
    cleaned = _NO_TABLE.sub("-", name)[:_LONGEST_TABLE].strip("-")
    if len(cleaned) < _SHORTEST_TABLE:
        cleaned = f"{cleaned}-table".strip("-")
    return cleaned


def distinct(
    names: Iterable[str], form: Callable[[str], str], *, taken: Iterable[str] = ()
) -> dict[str, str]:
    """Each name in another form; two that would be the same, or one that is taken, get a number.

    >>> distinct(["a-b", "a_b"], snake_case)
    {'a-b': 'a_b', 'a_b': 'a_b2'}
    """
    used, found = set(taken), dict[str, str]()
    for name in names:
        first = wanted = form(name)
        number = 2
        while wanted in used:
            wanted, number = f"{first}{number}", number + 1
        used.add(wanted)
        found[name] = wanted
    return found


def _words(name: str) -> list[str]:
    return _WORD.findall(name)
