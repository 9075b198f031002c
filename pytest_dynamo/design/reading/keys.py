"""Key schemas and the types of key attributes."""

from pytest_dynamo.design.forms.tables import KeyAttribute, KeyForm
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.values import AttributeType, KeySchema

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html, "Multi-attribute key
# schema": global indexes only.
MAX_INDEX_KEY_ATTRIBUTES = 4


class AttributeTypes:
    """The types of a table's key attributes, those of its indexes included.

    An attribute that is named without a type has the one it is given elsewhere in the table, and is
    a string if it is given none.
    """

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self._given: dict[str, AttributeType] = {}
        self._names: list[str] = []

    def key(
        self,
        partition_key: KeyForm | None,
        sort_key: KeyForm | None,
        where: Where,
        *,
        most: int = 1,
    ) -> KeySchema:
        """The key schema of two settings, its attributes noted."""
        return KeySchema(
            partition_key=self._read(partition_key, (*where, "partition_key"), most),
            sort_key=self._read(sort_key, (*where, "sort_key"), most),
        )

    def all(self) -> dict[str, AttributeType]:
        """The type of every key attribute, in the order in which they were named."""
        return {name: self._given.get(name, "S") for name in dict.fromkeys(self._names)}

    def _read(self, form: KeyForm | None, where: Where, most: int) -> tuple[str, ...]:
        if form is None:
            return ()
        forms = form if isinstance(form, list) else [form]
        if len(forms) > most:
            limit = (
                "one attribute; only a global index takes several"
                if most == 1
                else f"at most {most} attributes"
            )
            self._mistakes.add(where, f"a key of {len(forms)} attributes; this one takes {limit}")
        names = tuple(self._noted(one, where) for one in forms[:most])
        for name in dict.fromkeys(name for name in names if names.count(name) > 1):
            self._mistakes.add(where, f"'{name}' stands in the key twice")
        return names

    def _noted(self, form: str | KeyAttribute, where: Where) -> str:
        name = form if isinstance(form, str) else form.name
        self._names.append(name)
        if isinstance(form, KeyAttribute) and "type" in form.model_fields_set:
            before = self._given.setdefault(name, form.type)
            if before != form.type:
                message = f"'{name}' is of type {form.type} here and of type {before} elsewhere"
                self._mistakes.add(where, message)
        return name
