"""Random expressions with their placeholders."""

from against.values import ATTRIBUTES

COMPARATORS = ["=", "<>", "<", "<=", ">", ">="]
TYPES = ["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"]


class Expressions:
    """Draws expressions of one request, and keeps the names and values they use."""

    def __init__(self, random, values):
        self._random = random
        self._values = values
        self.names = {}
        self.placed = {}

    def parameters(self):
        """The parameters with the names and values used."""
        return {
            **({"ExpressionAttributeNames": self.names} if self.names else {}),
            **({"ExpressionAttributeValues": self.placed} if self.placed else {}),
        }

    def name(self, attribute):
        self.names[f"#{attribute}"] = attribute
        return f"#{attribute}"

    def value(self, value):
        placeholder = f":v{len(self.placed)}"
        self.placed[placeholder] = value
        return placeholder

    def path(self):
        """A path to an attribute, an element or a member."""
        roll = self._random.random()
        if roll < 0.1:
            return f"{self.name('steps')}[{self._random.randint(0, 2)}]"
        if roll < 0.25:
            return f"{self.name('doc')}.{self.name(self._random.choice('xyz'))}"
        return self.name(self._random.choice(ATTRIBUTES))

    # Conditions

    def condition(self, depth=2):
        """A condition or filter."""
        roll = self._random.random()
        if depth and roll < 0.15:
            return f"({self.condition(depth - 1)}) AND {self.condition(depth - 1)}"
        if depth and roll < 0.3:
            return f"{self.condition(depth - 1)} OR {self.condition(depth - 1)}"
        if depth and roll < 0.4:
            return f"NOT {self.condition(depth - 1)}"
        return self._comparison()

    def _comparison(self):
        path = self.path()
        return self._random.choice(
            [self._call, self._call, self._size, self._range, self._operator]
        )(path)

    def _call(self, path):
        values, draw = self._values, self._random
        match draw.randint(0, 4):
            case 0:
                return f"attribute_exists({path})"
            case 1:
                return f"attribute_not_exists({path})"
            case 2:
                return f"attribute_type({path}, {self.value({'S': draw.choice(TYPES)})})"
            case 3:
                return f"begins_with({path}, {self.value({'S': draw.choice(['', 'a', '2026'])})})"
        return f"contains({path}, {self.value(values.scalar())})"

    def _size(self, path):
        size = self.value({"N": str(self._random.randint(0, 4))})
        return f"size({path}) {self._random.choice(COMPARATORS)} {size}"

    def _range(self, path):
        if self._random.random() < 0.5:
            count = self._random.randint(1, 3)
            operands = [self.value(self._values.scalar()) for _ in range(count)]
            return f"{path} IN ({', '.join(operands)})"
        low, high = sorted(self._random.sample(range(-2, 11), 2))
        return f"{path} BETWEEN {self.value({'N': str(low)})} AND {self.value({'N': str(high)})}"

    def _operator(self, path):
        if self._random.random() < 0.4:
            return f"{path} {self._random.choice(['=', '<>'])} {self.path()}"
        operator = self._random.choice(COMPARATORS)
        if operator in ("=", "<>"):
            return f"{path} {operator} {self.value(self._values.any())}"
        value = self._values.scalar()
        while value.keys() & {"BOOL", "NULL"}:  # they have no order, which is an error
            value = self._values.scalar()
        return f"{path} {operator} {self.value(value)}"

    # Updates

    def update(self):
        """An update expression of one to four actions on different attributes."""
        attributes = self._random.sample(ATTRIBUTES, self._random.randint(1, 4))
        clauses = {}
        for attribute in attributes:
            clause, action = self._action(attribute)
            clauses.setdefault(clause, []).append(action)
        return " ".join(f"{clause} {', '.join(actions)}" for clause, actions in clauses.items())

    def _action(self, attribute):
        if self._random.random() < 0.15:
            return "REMOVE", self._target(attribute)
        if attribute in ("tags", "nums", "blobs") and self._random.random() < 0.7:
            clause = self._random.choice(["ADD", "DELETE"])
            return clause, f"{self.name(attribute)} {self._placed(attribute)}"
        if attribute in ("count", "num") and self._random.random() < 0.3:
            return "ADD", f"{self.name(attribute)} {self._placed(attribute)}"
        return "SET", f"{self._target(attribute)} = {self._operand(attribute)}"

    def _target(self, attribute):
        """Where an action is: an attribute, or something in it."""
        inside = self._random.random() < 0.4
        if attribute == "doc" and inside:
            return f"{self.name('doc')}.{self.name(self._random.choice('xyz'))}"
        if attribute == "steps" and inside:
            return f"{self.name('steps')}[{self._random.randint(0, 4)}]"
        return self.name(attribute)

    def _operand(self, attribute):
        name, roll = self.name(attribute), self._random.random()
        if attribute == "count" and roll < 0.6:
            sign = self._random.choice("+-")
            if roll < 0.4:
                zero = self.value({"N": "0"})
                return f"if_not_exists({name}, {zero}) {sign} {self._placed('count')}"
            return f"{name} {sign} {self._placed('count')}"
        if attribute == "steps" and roll < 0.5:
            elements = self.value({"L": [self._values.scalar()]})
            empty = self.value({"L": []})
            existing = f"if_not_exists({name}, {empty})"
            ends = (existing, elements) if roll < 0.25 else (elements, existing)
            return f"list_append({ends[0]}, {ends[1]})"
        if roll < 0.2:
            return f"if_not_exists({self._source()}, {self._placed(attribute)})"
        if roll < 0.25 and attribute == "note":
            return self._source()
        return self._placed(attribute)

    def _source(self):
        """A path to copy from, but to no whole document: dynalite dies of one that it puts into itself."""
        path = self.path()
        return self.name("count") if path in ("#doc", "#steps") else path

    def _placed(self, attribute):
        return self.value(self._values.of_attribute(attribute))

    # Projections and keys

    def projection(self):
        """One to three different attributes, or things in them."""
        attributes = self._random.sample(["pk", "sk", *ATTRIBUTES], self._random.randint(1, 3))
        return ", ".join(self._target(attribute) for attribute in attributes)

    def key_condition(self, partition_key, sort_key):
        """A condition on the key of a table or index."""
        values = self._values
        partition = self.value(values.of_key_attribute(partition_key))
        text = f"{self.name(partition_key)} = {partition}"
        if not sort_key or self._random.random() < 0.4:
            return text
        name, first = self.name(sort_key), values.of_key_attribute(sort_key)
        operator = self._random.choice(["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"])
        if operator == "begins_with" and "S" in first:
            return f"{text} AND begins_with({name}, {self.value({'S': first['S'][:2]})})"
        if operator == "BETWEEN":
            low, high = sorted([first, values.of_key_attribute(sort_key)], key=order)
            return f"{text} AND {name} BETWEEN {self.value(low)} AND {self.value(high)}"
        return f"{text} AND {name} {operator.replace('begins_with', '=')} {self.value(first)}"


def order(value):
    """What key values are sorted by."""
    ((kind, content),) = value.items()
    return float(content) if kind == "N" else content.encode() if kind == "S" else content
