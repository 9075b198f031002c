"""Whole valid designs for hypothesis: tables with every setting, entities with every maker, patterns of every kind.

They are made as the text of a file, so that what writes designs has no part in it.
"""

import base64
import json

from hypothesis import strategies as st

from pytest_dynamo.design.reader import parse_design

ODD_NAMES = (
    "no",
    "1e3",
    "a: b",
    " #x",
    "{x",
    "*y",
    "ü ñ",
    "true",
    "~",
    "-",
    "'",
    '"',
    "x\ny",
    "${z}",
)
WORDS = ("status", "kind", "note", "total", "tags", "seen_at", "GSI1PK", "email")
NAMES = st.sampled_from([*WORDS, *ODD_NAMES]) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6
).filter(lambda each: each != "<<")  # a merge key, which no design has
TEXTS = st.sampled_from([*ODD_NAMES, "", "plain words", "12", "2026-11-23", "N", "-3d"]) | st.text(
    st.characters(exclude_categories=["Cs"]), max_size=12
)
NUMBERS = st.integers(-(10**12), 10**12) | st.floats(-1e6, 1e6).map(lambda each: round(each, 4))
SCALARS = TEXTS | NUMBERS | st.booleans() | st.none() | st.binary(max_size=6)
CONSTANTS = SCALARS.map(
    lambda each: each.replace("{", "{{").replace("}", "}}") if isinstance(each, str) else each
)
RANGES = st.tuples(st.integers(1, 5_000), st.integers(0, 5_000)).map(
    lambda each: {"min": each[0], "max": sum(each)}
)
SIZES = st.integers(1, 1_000) | st.tuples(st.integers(1, 200), st.integers(0, 200)).map(
    lambda each: {"min": each[0], "max": sum(each)}
)
SPANS = st.sampled_from(["1h", "90m", "30d", "2w", "1.5h", "45s"]) | st.integers(0, 10**7)
SHARES = st.sampled_from([0.1, 0.5, 1.0, 1])


def some(required=(), **optional):
    """A mapping with some of the settings; those of `required` are always there."""
    needed = {name: each for name, each in optional.items() if name in required}
    others = {name: each for name, each in optional.items() if name not in required}
    return st.fixed_dictionaries(needed, optional=others)


_MEMBERS = st.one_of(
    st.sampled_from([{"faker": "word"}, {"choice": {"red": 3, "a: b": 1}}, {"ulid": True}]),
    st.sampled_from([{"int": {"min": 1, "max": 9}}, {"binary_bytes": 5}, {"choice": [1, 2.5]}]),
    NUMBERS | st.sampled_from([b"x", "{item_id}", "X#{item_id!u}"]),
)


def _makers(of):
    sized = some(("of",), of=of, length=SIZES)
    return st.one_of(
        st.sampled_from([{"faker": "email"}, {"faker": "name", "unique": True}]),
        st.just(
            {"faker": "pydecimal", "args": {"left_digits": 3, "right_digits": 2, "positive": True}}
        ),
        st.dictionaries(SCALARS, st.integers(1, 9), min_size=1, max_size=3).map(
            lambda each: {"choice": each}
        ),
        st.lists(TEXTS, min_size=1, max_size=3, unique=True).map(lambda each: {"choice": each}),
        RANGES.map(lambda each: {"int": each}),
        st.tuples(RANGES, st.integers(0, 4)).map(
            lambda each: {"number": {**each[0], "places": each[1]}}
        ),
        st.just({"number": {"min": 0.1, "max": 7}}),
        SIZES.map(lambda each: {"text_bytes": each}),
        SIZES.map(lambda each: {"binary_bytes": each}),
        st.sampled_from([{"ulid": True}, {"ksuid": True}]),
        st.integers(-5, 10**6).map(lambda each: {"sequence": {"start": each}}),
        st.tuples(SPANS, st.sampled_from(["iso8601", "date", "epoch_seconds"])).map(
            lambda each: {
                "timestamp": {"since": f"-{each[0]}" if isinstance(each[0], str) else -each[0]},
                "format": each[1],
            }
        ),
        SPANS.map(lambda each: {"epoch_seconds": each}),
        SPANS.map(lambda each: {"epoch_milliseconds": each}),
        st.dictionaries(NAMES, of, max_size=2).map(lambda each: {"map": each}),
        sized.map(lambda each: {"list": each}),
        some(("of",), of=_MEMBERS, length=SIZES).map(lambda each: {"set": each}),
        st.integers(1, 20).map(lambda each: {"random_shard": each}),
        st.integers(1, 20).map(lambda each: {"shard_of": "item_id", "count": each}),
    )


VALUES = st.recursive(
    CONSTANTS | st.sampled_from(["{item_id}", "X#{item_id!u}"]), _makers, max_leaves=3
)


@st.composite
def attributes(draw):
    """A value of an item with what may be said of it besides."""
    value = draw(VALUES)
    besides = draw(
        some(present=SHARES, cardinality=st.integers(1, 10**6), when=st.just({"item_id": "x"}))
    )
    if besides and not isinstance(value, dict):
        value = {"value": value}
    return {**value, **besides} if besides else value


DISTRIBUTIONS = st.one_of(
    st.sampled_from(
        ["uniform", "latest", "sequential", {"zipf": 1.2}, {"zipf": 2, "shuffle": True}]
    ),
    st.just({"hotset": {"keys": 0.01, "requests": 0.9}, "shuffle": True}),
    st.just({"weighted": [3, 0.5, 0]}),
)
UNITS = some(
    read_units_per_second=st.integers(1, 40_000), write_units_per_second=st.integers(1, 9)
).filter(bool)
SCALING = st.sampled_from([{"min": 1, "max": 9}, {"min": 2, "max": 2, "target_utilization": 50}])
CAPACITY = some(
    ("read_capacity_units", "write_capacity_units"),
    read_capacity_units=st.integers(1, 40_000),
    write_capacity_units=st.integers(1, 40_000),
    autoscaling=SCALING,
    read_autoscaling=SCALING,
    write_autoscaling=SCALING,
)
INSIGHTS = st.sampled_from([True, False, "THROTTLED_KEYS"])
STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes"
POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["dynamodb:*"], "Resource": "*"}],
}
SETTINGS = some(
    warm_throughput=UNITS,
    stream=st.sampled_from(["KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES"]),
    time_to_live=st.sampled_from(["expires", "no"]),
    point_in_time_recovery=st.booleans() | st.just({"recovery_period_days": 7}),
    encryption=st.sampled_from(["AWS_OWNED", "AWS_MANAGED", {"kms_key": "alias/orders"}]),
    deletion_protection=st.booleans(),
    removal_policy=st.sampled_from(["RETAIN", "DESTROY", "SNAPSHOT"]),
    table_class=st.sampled_from(["STANDARD", "STANDARD_INFREQUENT_ACCESS"]),
    contributor_insights=INSIGHTS,
    resource_policy=st.just(POLICY),
    kinesis_stream=st.sampled_from([STREAM, {"arn": STREAM, "precision": "MICROSECOND"}]),
    tags=st.dictionaries(st.sampled_from(["team", "a: b", "no"]), TEXTS, min_size=1, max_size=2),
)
REPLICAS = some(
    ("replicas",),
    replicas=st.sampled_from([["eu-west-1"], ["eu-west-1", "us-east-2"]]),
    multi_region_consistency=st.sampled_from(["EVENTUAL", "STRONG"]),
)
TYPES = st.sampled_from(["S", "S", "S", "N", "B"])


def _key(names, types):
    written = [
        name if types[name] == "S" else {"name": name, "type": types[name]} for name in names
    ]
    return written[0] if len(written) == 1 else written


@st.composite
def table_documents(draw):
    """A table with its indexes, and the types of its key attributes."""
    names = draw(st.lists(NAMES, min_size=8, max_size=8, unique=True))
    types = {name: draw(TYPES) for name in names}
    has_sort_key, is_provisioned = draw(st.booleans()), draw(st.booleans())
    table = {"partition_key": _key(names[:1], types)}
    if has_sort_key:
        table["sort_key"] = _key(names[1:2], types)
    indexes = {}
    for number in range(draw(st.integers(0, 3))):
        index = {}
        projection = draw(st.sampled_from([None, "ALL", "KEYS_ONLY", names[:1]]))
        if has_sort_key and draw(st.booleans()):
            index |= {"type": "local", "sort_key": _key(names[2 + number : 3 + number], types)}
        else:
            parts = draw(st.integers(1, 3))
            index["partition_key"] = _key(names[2 : 2 + parts], types)
            if draw(st.booleans()):
                index["sort_key"] = _key(names[5 : 5 + draw(st.integers(1, 3))], types)
            if is_provisioned:
                index["billing_mode"] = draw(CAPACITY)
            index |= draw(some(warm_throughput=UNITS, contributor_insights=INSIGHTS))
        indexes[f"GSI{number}"] = index | ({"projection": projection} if projection else {})
    if indexes:
        table["indexes"] = indexes
    if is_provisioned:
        table["billing_mode"] = draw(CAPACITY)
    elif draw(st.booleans()):
        table["max_throughput"] = draw(UNITS)
    table |= draw(SETTINGS) | (draw(REPLICAS) if draw(st.booleans()) else {})
    return table, {name: types[name] for name in names[: 1 + has_sort_key]}, types


def _stored(kind, name):
    return {
        "S": "X#{item_id}",
        "N": {"int": {"min": 1, "max": 9}},
        "B": {"binary_bytes": {"min": 1, "max": 9}},
    }[kind]


@st.composite
def _entity(draw, key, types, parents):
    item = {name: _stored(kind, name) for name, kind in key.items()}
    item["item_id"] = draw(
        st.sampled_from(
            [{"sequence": {"start": 1}}, {"faker": "uuid4"}, {"ulid": True}, {"ksuid": True}]
        )
    )
    others = draw(st.dictionaries(NAMES, attributes(), max_size=4))
    item |= {name: each for name, each in others.items() if name not in types and name not in item}
    entity = draw(some(plural=st.just("many")))
    if parents and draw(st.booleans()):
        many = some(mean=st.integers(1, 5), max=st.integers(5, 90), distribution=DISTRIBUTIONS)
        chosen = draw(st.lists(st.sampled_from(parents), min_size=1, max_size=2, unique=True))
        entity["belongs_to"] = draw(
            st.sampled_from([chosen, chosen[0]])
            | st.fixed_dictionaries({one: many for one in chosen})
        )
    else:
        entity["population"] = draw(st.integers(1, 10**5))
    return {**entity, "item": item}


def _asked(key, count=0):
    return {
        name: f"X#{{p{count}}}" if kind == "S" else f"{{p{count + number}}}"
        for number, (name, kind) in enumerate(key.items())
    }


def _declared(key):
    kinds = {"S": {"faker": "uuid4"}, "N": {"int": {"min": 1, "max": 9}}, "B": b"x"}
    found = {}
    for number, kind in enumerate(key.values()):
        found.setdefault(f"p{0 if kind == 'S' else number}", kinds[kind])
    return found


@st.composite
def _pattern(draw, entity, table, key):
    """A pattern whose placeholders are all declared, so that it fits whatever the entity is like."""
    exists = "attribute_exists(item_id)"
    whole, declared = _asked(key), {"parameters": _declared(key)}
    update = {"key": whole, "set": {"item_id": draw(CONSTANTS)}, "add": {"item_id": 1}}
    update |= draw(st.sampled_from([{}, {"remove": ["item_id"]}, {"delete": {"item_id": b"\x00"}}]))
    first = next(iter(key))
    comparison = draw(
        st.sampled_from(
            [
                {"between": [1, 2]},
                {"<": 3},
                {">=": "x"},
                {"begins_with": "X#"},
                7,
                None,
                b"x",
                "=",
                {"<=": None},
            ]
        )
    )
    reads = some(
        returns=st.sampled_from([entity, [entity]]),
        attributes=st.just(["item_id"]),
        consistent_read=st.booleans(),
    )
    pages = some(limit=st.integers(1, 10_000), max_waste=st.sampled_from([1, 2.5]))
    pages = pages.map(lambda each: {**each, "filter": {"item_id": comparison}})
    put = {"put": entity}
    pattern = draw(
        st.one_of(
            reads.map(lambda each: {"get": whole, **declared, **each}),
            st.tuples(reads, pages, st.booleans()).map(
                lambda each: {
                    "query": {first: whole[first]},
                    "parameters": _declared({first: key[first]}),
                    **each[0],
                    **each[1],
                    "newest_first": each[2],
                }
            ),
            pages.map(lambda each: {"scan": True, "allow_scan": "once a day: no #1", **each}),
            st.sampled_from([put, {**put, "condition": exists}]),
            st.just({"update": update, **declared, "condition": exists}),
            st.just({"delete": whole, **declared}),
            st.just({"batch_get": {"of": entity, "count": 100}}),
            st.sampled_from(["put", "delete"]).map(
                lambda each: {"batch_write": {each: entity, "count": 25}}
            ),
            st.just({"transact_get": [{"get": whole, "table": table}], **declared}),
            st.just(
                {
                    "transact_write": [
                        {**put, "condition": exists},
                        {"update": update, "table": table},
                        {"check": whole, "condition": exists, "table": table},
                        {"delete": whole, "table": table},
                    ],
                    **declared,
                }
            ),
        )
    )
    besides = draw(
        some(
            description=TEXTS,
            rate=st.sampled_from([1, 0.5, 12_000]),
            keys=DISTRIBUTIONS.map(lambda each: {entity: each}),
            budget=some(
                read_units=st.sampled_from([0.5, 3]),
                write_units=st.just(4),
                pages=st.just(1),
                calls=st.just(2),
                items_examined=st.just(25),
            ),
        )
    )
    is_told = {"put", "batch_get", "batch_write", "transact_get", "transact_write"} & pattern.keys()
    return {**pattern, **besides, **({} if is_told else {"table": table})}


def _roles(patterns):
    """Roles in both forms; where they stand is no placeholder that a pattern is sure to have."""
    some_of_them = st.lists(st.sampled_from(patterns), min_size=1, max_size=3, unique=True)
    whole = some(("patterns",), patterns=some_of_them, description=TEXTS)
    names = st.sampled_from(["reader", "2+2=4,@b.c_d-e", "no", "1e3"])
    return st.dictionaries(names, some_of_them | whole, min_size=1, max_size=2)


@st.composite
def design_texts(draw, *, tables_only=False):
    """The text of a design file."""
    document = {"version": 1, "name": draw(st.sampled_from(["shop", "1e3", "no", "a.b"]))}
    document |= draw(some(description=TEXTS))
    tables = draw(
        st.dictionaries(
            st.sampled_from(["orders", "1.0", "true", "a-b_c.d"]),
            table_documents(),
            min_size=1,
            max_size=2,
        )
    )
    document["tables"] = {name: table for name, (table, _, _) in tables.items()}
    entities, patterns = {}, {}
    for name, (_, key, types) in ({} if tables_only else tables).items():
        for _ in range(draw(st.integers(0, 2))):
            entity = f"Item{len(entities)}"
            entities[entity] = {"table": name, **draw(_entity(key, types, list(entities)))}
            for _ in range(draw(st.integers(0, 2))):
                patterns[f"ask {len(patterns)}"] = draw(_pattern(entity, name, key))
    document |= {"entities": entities, "access_patterns": patterns}
    if performed := [name for name, each in patterns.items() if "scan" not in each]:
        document |= draw(some(roles=_roles(performed)))
    if entities:
        seeds = st.lists(st.fixed_dictionaries({"item_id": SCALARS}), max_size=2)
        document |= draw(some(seeds=seeds.map(lambda each: {next(iter(entities)): each})))
    workload = some(
        peak=st.sampled_from(["5x", 2.5]),
        duration=st.sampled_from(["1h", 90, "2d"]),
        shape=st.just("ramp"),
        holds_until=st.just(2000),
        throttled=st.sampled_from(["0.1%", 0.5]),
        monthly_price=st.just(10.5),
    )
    document |= draw(some(workload=workload, ignore=st.just({"PD104": "because: no #1"})))
    return yaml_text(document)


def designs(*, tables_only=False):
    """A design, read from a file."""
    return design_texts(tables_only=tables_only).map(
        lambda text: parse_design(text, "generated.yaml")
    )


def yaml_text(value):
    """A value as YAML on one line, JSON but for binary data and for names that are no texts."""
    if isinstance(value, dict):
        inside = (f"{yaml_text(name)}: {yaml_text(each)}" for name, each in value.items())
        return f"{{{', '.join(inside)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(yaml_text, value))}]"
    if isinstance(value, bytes):
        return f'!!binary "{base64.b64encode(value).decode()}"'
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in text)
