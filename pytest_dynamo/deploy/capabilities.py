"""What each DynamoDB can be trusted for.

The levels of the embedded DynamoDB, DynamoDB Local, dynalite and moto were measured; those of AWS are the
service itself. Of the others their authors tell, and `Profile.evidence` says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

Level: TypeAlias = Literal["yes", "partly", "no", "unknown"]

ASPECTS: Mapping[str, str] = MappingProxyType(
    {
        "operations": "keys, conditions, expressions",
        "multi_attribute_keys": "multi-attribute keys of indexes",
        "transactions": "transactions",
        "partiql": "PartiQL",
        "limits": "limits of items and keys",
        "table_capacity": "consumed capacity of tables",
        "index_capacity": "consumed capacity of indexes",
        "transaction_capacity": "consumed capacity of transactions",
        "throttling": "throttling",
        "streams": "streams",
        "time_to_live": "time to live",
        "recovery": "point-in-time recovery",
        "protection": "deletion protection",
        "vectors": "vector indexes",
    }
)
"""What a DynamoDB may be trusted for, in the order of the table, with its words there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """How far a DynamoDB can be trusted for one aspect; the note says what is otherwise there."""

    level: Level
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One kind of DynamoDB: its name in settings, its title in messages, and its capabilities.

    `caveat` completes "capacity observed" and "(observed": it begins with a comma or a semicolon, and is
    empty where the figures can be believed. `capabilities` has one for each of `ASPECTS`.
    """

    name: str
    title: str
    version: str
    evidence: Literal["measured", "told by its authors", "the service itself"]
    caveat: str = ""
    capabilities: Mapping[str, Capability]


_YES = Capability(level="yes")
_ALL: Mapping[str, Capability] = dict.fromkeys(ASPECTS, _YES)


def _no(note: str) -> Capability:
    return Capability(level="no", note=note)


def _partly(note: str) -> Capability:
    return Capability(level="partly", note=note)


_UNKNOWN = Capability(level="unknown")

EMBEDDED = Profile(
    name="embedded",
    title="the embedded DynamoDB",
    version="",
    evidence="measured",
    capabilities={
        **_ALL,
        "throttling": _partly("with `--dynamo-throttle`, by a model of partitions"),
        "recovery": _partly("a table can be restored as it is now, not as it was earlier"),
        "vectors": _partly("vector indexes are kept and described; they are not searched"),
    },
)

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DynamoDBLocal.UsageNotes.html
DYNAMODB_LOCAL = Profile(
    name="dynamodb-local",
    title="DynamoDB Local",
    version="3.3.0",
    evidence="measured",
    caveat="; write transactions are metered at half",
    capabilities={
        **_ALL,
        "partiql": _partly("statements do not tell the capacity they consumed"),
        "table_capacity": _partly("keys of a batch and pages that hold nothing are free"),
        "index_capacity": _partly("entries of indexes are charged by rules of its own"),
        "transaction_capacity": _no("a write of two items takes 2 units, not 4"),
        "throttling": _no("provisioned throughput is ignored"),
        "recovery": _no("the operation is unknown"),
        "vectors": _no("vector indexes are ignored"),
    },
)

DYNALITE = Profile(
    name="dynalite",
    title="dynalite",
    version="4.0.0",
    evidence="measured",
    caveat="; index writes are not metered",
    capabilities={
        **_ALL,
        "operations": _partly("expressions as they were in 2018"),
        "multi_attribute_keys": _no("refused"),
        "transactions": _no("the operations are unknown"),
        "partiql": _no("the operations are unknown"),
        "table_capacity": _partly("strongly consistent scans are charged as eventual ones"),
        "index_capacity": _partly("reads are metered; writes are not"),
        "transaction_capacity": _no("there are no transactions"),
        "throttling": _no("provisioned throughput is ignored"),
        "streams": _no("there are none"),
        "time_to_live": _no("the operation is unknown"),
        "recovery": _no("the operation is unknown"),
        "protection": _no("refused, and a table that has it is deleted"),
        "vectors": _no("vector indexes are ignored"),
    },
)

MOTO = Profile(
    name="moto",
    title="moto",
    version="5.2.5",
    evidence="measured",
    caveat=", not to be trusted: moto answers constants",
    capabilities={
        **_ALL,
        "operations": _partly(
            "many wrong requests are accepted, also a table with two partition keys"
        ),
        "transactions": _partly("projections are ignored, some refusals are errors of the server"),
        "partiql": _partly("`SELECT *` with a condition is an error of the server"),
        "table_capacity": _no(
            "constants: 1 for a put or a query of any size, 0.5 for a read or an update"
        ),
        "index_capacity": _no("index writes are not metered; a query of an index is, as one unit"),
        "transaction_capacity": _no("nothing is answered for a write of two items"),
        "throttling": _no("provisioned throughput is ignored"),
        "time_to_live": _partly("the setting is kept; no item expires"),
        "recovery": _partly("the setting is kept"),
        "vectors": _no("vector indexes are ignored"),
    },
)

# https://docs.localstack.cloud/aws/services/dynamodb/: it runs DynamoDB Local.
LOCALSTACK = Profile(
    name="localstack",
    title="LocalStack",
    version="",
    evidence="told by its authors",
    caveat="; write transactions are metered at half",
    capabilities={
        **DYNAMODB_LOCAL.capabilities,
        "multi_attribute_keys": _UNKNOWN,
        "throttling": _partly("errors at random, with `DYNAMODB_ERROR_PROBABILITY`"),
        "time_to_live": _UNKNOWN,
        "recovery": _UNKNOWN,
        "protection": _UNKNOWN,
        "vectors": _UNKNOWN,
    },
)

# https://github.com/nubo-db/dynoxide, and https://github.com/paritysuite/dynamodb-conformance
DYNOXIDE = Profile(
    name="dynoxide",
    title="Dynoxide",
    version="",
    evidence="told by its authors",
    capabilities={
        **_ALL,
        "multi_attribute_keys": _UNKNOWN,
        "transaction_capacity": _UNKNOWN,
        "throttling": _no("there is none"),
        "streams": _UNKNOWN,
        "time_to_live": _UNKNOWN,
        "recovery": _UNKNOWN,
        "protection": _UNKNOWN,
    },
)

AWS = Profile(
    name="aws",
    title="AWS",
    version="",
    evidence="the service itself",
    capabilities=_ALL,
)

SERVED = Profile(
    name="serve",
    title="pytest-dynamo serve",
    version="",
    evidence="measured",
    capabilities=EMBEDDED.capabilities,
)

UNKNOWN = Profile(
    name="",
    title="an endpoint",
    version="",
    evidence="told by its authors",
    capabilities=dict.fromkeys(ASPECTS, _UNKNOWN),
)

PROFILES = (EMBEDDED, DYNAMODB_LOCAL, DYNALITE, DYNOXIDE, LOCALSTACK, MOTO, AWS)
"""Those that a setting can name, in the order of the table."""


def profile_named(name: str) -> Profile:
    """The profile of that name; `UNKNOWN` if there is none."""
    return next((one for one in (*PROFILES, SERVED) if one.name == name), UNKNOWN)
