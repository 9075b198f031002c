"""Random keys, values and items: few enough of each that operations meet the same ones again."""

TEXTS = ["", "a", "b", "ab", "abc", "B", "é", "10", "2"]
NUMBERS = ["0", "1", "-1", "2.5", "10", "100", "-0.5", "12345678901234567890", "0.001"]
BINARIES = [b"", b"a", b"ab", b"\x00\xff", b"\xff"]
SORT_TEXTS = ["a", "ab", "abc", "b", "B", "é", "z", "10", "2"]
SORT_NUMBERS = ["-10", "-1", "0", "0.5", "1", "2", "10", "100"]
GROUPS = ["g1", "g2"]
DAYS = ["2026-01-01", "2026-01-02", "2026-02-01"]
SET_TEXTS = ["a", "b", "c", "ab"]
SET_NUMBERS = ["1", "2", "3", "-4.5"]
SET_BINARIES = [b"a", b"b", b"\xff"]


class Values:
    """Draws keys, values and items."""

    def __init__(self, random):
        self._random = random

    def key(self, table):
        """A primary key of a table."""
        return {name: self.of_key_attribute(name) for name in table.key_names}

    def of_key_attribute(self, name):
        """A value for an attribute of a table's or an index's key."""
        draw = self._random.choice
        return {
            "pk": lambda: {"S": draw(["p1", "p2", "p3", "é4"])},
            "sk": lambda: {"S": draw(SORT_TEXTS)},
            "grp": lambda: {"S": draw(GROUPS)},
            "num": lambda: {"N": draw(SORT_NUMBERS)},
            "day": lambda: {"S": draw(DAYS)},
            "id": lambda: {"N": draw(SORT_NUMBERS)},
            "hash": lambda: {"B": draw([b"h1", b"\xff", b"\x00"])},
            "at": lambda: {"N": draw(SORT_NUMBERS)},
        }[name]()

    def scalar(self):
        """A text, number, binary, boolean or null."""
        kind = self._random.choice("SSSNNNB!0")
        match kind:
            case "S":
                return {"S": self._random.choice(TEXTS)}
            case "N":
                return {"N": self._random.choice(NUMBERS)}
            case "B":
                return {"B": self._random.choice(BINARIES)}
            case "!":
                return {"BOOL": self._random.random() < 0.5}
        return {"NULL": True}

    def set(self, kind):
        """A set of texts, numbers or binaries."""
        pool = {"SS": SET_TEXTS, "NS": SET_NUMBERS, "BS": SET_BINARIES}[kind]
        return {kind: self._random.sample(pool, self._random.randint(1, 3))}

    def list(self, depth=1):
        """A list, sometimes of lists and maps."""
        return {"L": [self.any(depth - 1) for _ in range(self._random.randint(0, 3))]}

    def map(self, depth=1):
        """A map, sometimes of lists and maps."""
        names = self._random.sample("xyz", self._random.randint(0, 3))
        return {"M": {name: self.any(depth - 1) for name in names}}

    def any(self, depth=1):
        """A value of any type."""
        roll = self._random.random()
        if depth < 0 or roll < 0.6:
            return self.scalar()
        if roll < 0.8:
            return self.set(self._random.choice(["SS", "NS", "BS"]))
        return self.list(depth) if roll < 0.9 else self.map(depth)

    def of_attribute(self, name):
        """A value such as most items have in this attribute."""
        draw = self._random
        if name in ("grp", "num", "day"):
            return self.of_key_attribute(name)
        return {
            "note": self.scalar,
            "count": lambda: {"N": draw.choice(NUMBERS)},
            "tags": lambda: self.set("SS"),
            "nums": lambda: self.set("NS"),
            "blobs": lambda: self.set("BS"),
            "steps": self.list,
            "doc": lambda: {"M": {"x": self.scalar(), **self.map()["M"]}},
            "body": lambda: {"S": "x" * draw.choice([0, 10, 900, 1_100, 3_900, 4_200])},
        }[name]()

    def item(self, table):
        """An item of a table."""
        item = self.key(table)
        for name in ATTRIBUTES:
            if name not in item and self._random.random() < 0.45:
                item[name] = self.of_attribute(name)
        return item


ATTRIBUTES = ["grp", "num", "day", "note", "count", "tags", "nums", "blobs", "steps", "doc", "body"]
