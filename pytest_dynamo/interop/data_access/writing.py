"""The export of a typed data-access module: one file, of the standard library and boto3."""

from collections.abc import Iterator

from pytest_dynamo.design.values import Design
from pytest_dynamo.interop.data_access.module import ModuleWriter, not_served_text
from pytest_dynamo.interop.data_access.names import variable
from pytest_dynamo.interop.values import Exported, ExportedFile, ExportFormat, ExportOptions, Loss
from pytest_dynamo.planner.plan import NotServed
from pytest_dynamo.planner.planning import plan_all


def write(design: Design, _options: ExportOptions) -> Exported:
    """The module of a design."""
    name = f"{variable(design.name)}_data.py"
    text = ModuleWriter(design).text()
    return Exported(files=(ExportedFile(name=name, text=text),), losses=tuple(_losses(design)))


def _losses(design: Design) -> Iterator[Loss]:
    for table in design.tables:
        yield Loss(where=f"tables.{table}", message="the module uses it, and does not create it")
    for name in design.entities:
        told = "how many there are and how values are made is not in it; callers give the values"
        yield Loss(where=f"entities.{name}", message=told)
    for name, plan in plan_all(design).items():
        where = f"access_patterns.{name}"
        if isinstance(plan, NotServed):
            yield Loss(where=where, message=f"it has no method: {not_served_text(plan)}")
            continue
        kept = "what is asked is in it; rate, keys and budget are not"
        yield Loss(where=where, message=kept)
    for setting in ("roles", "seeds", "workload", "ignore"):
        if getattr(design, setting):
            yield Loss(where=setting, message="it is not in the module")


FORMAT = ExportFormat(name="python", title="a typed data-access module in Python", write=write)
