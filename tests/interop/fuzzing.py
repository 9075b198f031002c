"""Documents that are wrong in one place, for every place; and those with a member that nobody knows."""

import copy
import json

WRONG = (None, 7, "x", [], {}, [{}], True)


def places_of(value, above=()):
    """Every place in a document."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, one in members:
        yield (*above, name)
        yield from places_of(one, (*above, name))


def broken_everywhere(text):
    """The document with every second part replaced by something wrong in turn, and cut off, as JSON."""
    document = json.loads(text)
    for number, place in enumerate(places_of(document)):
        if number % 2:
            continue
        changed = copy.deepcopy(document)
        around = changed
        for step in place[:-1]:
            around = around[step]
        around[place[-1]] = WRONG[number // 2 % len(WRONG)]
        yield json.dumps(changed)
    for end in range(1, len(text), max(1, len(text) // 20)):
        yield text[:end]


def with_strangers(text):
    """The document with a member `stranger` in each mapping, and the places of these mappings."""
    document = json.loads(text)
    places = [
        place for place in ((), *places_of(document)) if isinstance(_at(document, place), dict)
    ]
    for place in places:
        _at(document, place)["stranger"] = "unknown"
    return json.dumps(document, indent=1), places


def _at(document, place):
    for step in place:
        document = document[step]
    return document
