"""Tables for tests of changes, in as few words as possible."""

from pytest_dynamo.design.values import Index, KeySchema, Projection, Provisioned, Table

ON_DEMAND = {"billing_mode": "PAY_PER_REQUEST"}


def units(read, write):
    return Provisioned(read_capacity_units=read, write_capacity_units=write)


PROVISIONED = {"billing_mode": "PROVISIONED", "provisioned": units(5, 5)}


def index(name, *key, projection="ALL", kind="global", **settings):
    """An index by the name of its partition key, and of its sort key if it has one."""
    schema = KeySchema(partition_key=key[:1], sort_key=key[1:])
    kept = (
        Projection(kind=projection)
        if isinstance(projection, str)
        else Projection(kind="INCLUDE", attributes=tuple(projection))
    )
    return Index(name=name, kind=kind, key=schema, projection=kept, **settings)


def table(*indexes, types=None, key=("PK", "SK"), **settings):
    """A table `orders` with the key (PK, SK); key attributes are texts unless `types` says otherwise."""
    names = dict.fromkeys((*key, *(name for one in indexes for name in one.key.attributes)))
    return Table(
        name="orders",
        key=KeySchema(partition_key=key[:1], sort_key=key[1:]),
        attribute_types={name: (types or {}).get(name, "S") for name in names},
        indexes={one.name: one for one in indexes},
        **settings,
    )
