"""What a model of ElectroDB says, member by member.

Read off https://electrodb.dev/en/modeling/schema/, https://electrodb.dev/en/modeling/attributes/ and
https://electrodb.dev/en/modeling/indexes/, and off `src/validations.js` of
https://github.com/tywalch/electrodb.
"""

from collections.abc import Mapping

from pytest_dynamo.interop.shapes import (
    Flag,
    Kept,
    Lost,
    One,
    Shape,
    Text,
    Texts,
)

_CODE = "is for ElectroDB's own code; left out"
_FUNCTION = "is a function, which is run by ElectroDB; left out"
CASINGS = ("default", "lower", "none", "upper")

SERVICE: Mapping[str, Shape] = {
    "service": Kept(),
    "name": Text(),
    "version": Text(),
    "table": Text(),
    "entities": Kept(),
    "models": Kept(),
}
MODEL: Mapping[str, Shape] = {
    "model": One(members={"entity": Text(needed=True), "version": Text(), "service": Text()}),
    # As it was before version 1 of the library.
    "entity": Text(),
    "version": Text(),
    "service": Text(),
    "table": Text(),
    "attributes": Kept(),
    "indexes": Kept(),
    "filters": Lost(message=_FUNCTION),
}
ATTRIBUTE: Mapping[str, Shape] = {
    "type": Kept(),
    "field": Text(),
    "required": Flag(),
    "default": Kept(),
    "label": Text(),
    "padding": One(members={"length": Kept(), "char": Text()}),
    "cast": Text(choices=("string", "number")),
    "items": Kept(),
    "properties": Kept(),
    "readOnly": Lost(message=_CODE, unless=(False,)),
    "hidden": Lost(message=_CODE, unless=(False,)),
    "watch": Lost(message=_CODE),
    "validate": Lost(message="values are not made by a pattern or function; left out"),
    "get": Lost(message=_FUNCTION),
    "set": Lost(message=_FUNCTION),
}
_KEY: Mapping[str, Shape] = {
    "field": Text(),
    "composite": Texts(),
    "facets": Kept(),
    "template": Text(),
    "casing": Text(choices=CASINGS),
    "cast": Text(choices=("string", "number")),
}
INDEX: Mapping[str, Shape] = {
    "index": Text(),
    "collection": Kept(),
    "type": Text(choices=("isolated", "clustered", "composite")),
    "scope": Text(),
    "condition": Lost(
        message="a function decides which items are in the index; all are, as far as they have its keys"
    ),
    "projection": Kept(),
    "pk": One(members=_KEY),
    "sk": One(members=_KEY),
}
