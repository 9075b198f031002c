"""What a design says, as frozen values.

The YAML reader makes these; everything later in the project reads them and nothing changes them.
"""

from pytest_dynamo.design.values.access_patterns import (
    AccessPattern,
    Action,
    ActionKind,
    Budget,
    Condition,
    Operator,
    PatternKind,
)
from pytest_dynamo.design.values.design import (
    Design,
)
from pytest_dynamo.design.values.entities import (
    Attribute,
    Constant,
    Distribution,
    DistributionKind,
    Entity,
    Generated,
    Parent,
    Scalar,
    Value,
    snake_case,
)
from pytest_dynamo.design.values.place import (
    Place,
)
from pytest_dynamo.design.values.roles import Role
from pytest_dynamo.design.values.tables import (
    AttributeType,
    AutoScaling,
    BillingMode,
    Encryption,
    Index,
    IndexKind,
    KeySchema,
    KinesisStream,
    PointInTimeRecovery,
    Projection,
    ProjectionKind,
    Provisioned,
    Table,
    UnitsPerSecond,
)
from pytest_dynamo.design.values.workload import DECLARED, LoadShape, Workload

__all__ = [
    "DECLARED",
    "AccessPattern",
    "Action",
    "ActionKind",
    "Attribute",
    "AttributeType",
    "AutoScaling",
    "BillingMode",
    "Budget",
    "Condition",
    "Constant",
    "Design",
    "Distribution",
    "DistributionKind",
    "Encryption",
    "Entity",
    "Generated",
    "Index",
    "IndexKind",
    "KeySchema",
    "KinesisStream",
    "LoadShape",
    "Operator",
    "Parent",
    "PatternKind",
    "Place",
    "PointInTimeRecovery",
    "Projection",
    "ProjectionKind",
    "Provisioned",
    "Role",
    "Scalar",
    "Table",
    "UnitsPerSecond",
    "Value",
    "Workload",
    "snake_case",
]
