"""What goes in and what comes out: sources, what was lost between two formats, files to be written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Final, TypeAlias

from pytest_dynamo.design.values import Design, Table
from pytest_dynamo.interop.documents.document import Document

DesignPath: TypeAlias = tuple[str | int, ...]
"""Where in a design file something stands: `("tables", "orders", "indexes", "GSI1")`."""

CAPACITY_SETTINGS: Final = frozenset({"billing_mode", "provisioned", "max_throughput"})
BESIDE_KEYS: Final = (
    frozenset(one.name for one in fields(Table))
    - {"name", "key", "attribute_types", "indexes", "place"}
    - CAPACITY_SETTINGS
) | {"indexes.warm_throughput", "indexes.contributor_insights"}
"""What formats are silent about that know the keys, the indexes and the capacity of tables alone."""
CAPACITY_UNSAID: Final = CAPACITY_SETTINGS | {
    f"indexes.{one}" for one in ("provisioned", "max_throughput")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something of the side that was read which the other side cannot hold, or holds otherwise.

    `where` is its dotted path in what was read: a property of a template on import, a setting of
    the design on export. `line` counts from 1 where lines are known, and `path` names the file
    where there are several. `message` says what became of it.
    """

    where: str
    message: str
    line: int | None = None
    path: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        place = f"{self.path}{line}: " if self.path else ""
        return f"{place}{self.where}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is imported: one file, or the files of a folder such as `cdk.out`, in order of their names.

    `models` are the classes of a Python module, which somebody else has run.
    """

    path: str
    documents: tuple[Document, ...]
    models: tuple[type, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What an import is told beside its source.

    `parameters` are values of a template's parameters, or of Terraform's variables. `name` is that
    of the design; formats that carry one of their own use it where this is empty.
    """

    name: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A design that was read from another format, what was lost, and what is said in its comments.

    `silent` are settings of tables, and of indexes as `indexes.warm_throughput`, that its format need not
    or cannot say: where it says nothing of them, an update of an existing design leaves them as they are.
    """

    design: Design
    losses: tuple[Loss, ...] = ()
    remarks: Mapping[DesignPath, str] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFormat:
    """A format that can be imported.

    `lacks` says in a few words what a source lacks to be of this format, or None where it is of it; it
    raises nothing, whatever the source holds. `read` raises DynamoError for what cannot be read.
    """

    name: str
    title: str
    lacks: Callable[[Source], str | None]
    read: Callable[[Source, ImportOptions], Imported]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What an export is told beside the design.

    `alarms` adds CloudWatch alarms, which notify the SNS topic `alarm_topic` if one is named.
    `global_table` writes tables of one region as `AWS::DynamoDB::GlobalTable`, as the CDK's TableV2 does.
    """

    alarms: bool = False
    alarm_topic: str = ""
    global_table: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """A file to be written; `name` is relative to the folder of the export, with forward slashes."""

    name: str
    text: str
    is_executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files of an export, and the settings of the design that they do not hold."""

    files: tuple[ExportedFile, ...]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """A format that can be exported; several files go to a folder, a single one to a file or the terminal.

    `write` raises DynamoError for a design that the format cannot hold at all. `takes` names the members
    of ExportOptions that make a difference.
    """

    name: str
    title: str
    write: Callable[[Design, ExportOptions], Exported]
    is_folder: bool = False
    takes: frozenset[str] = frozenset()
