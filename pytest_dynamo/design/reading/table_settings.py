"""From the forms of a table's settings to values, for what tables and indexes have in common."""

from pytest_dynamo.design.forms.tables import (
    AutoScalingForm,
    InsightsForm,
    KinesisForm,
    KmsKeyForm,
    ProvisionedForm,
    RecoveryForm,
    UnitsForm,
)
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.values import (
    AutoScaling,
    Encryption,
    KinesisStream,
    PointInTimeRecovery,
    Provisioned,
    UnitsPerSecond,
)


def provisioned(form: object, where: Where, mistakes: Mistakes) -> Provisioned | None:
    """Provisioned capacity, if the form is about that."""
    if not isinstance(form, ProvisionedForm):
        return None
    for setting in ("autoscaling", "read_autoscaling", "write_autoscaling"):
        scaling: AutoScalingForm | None = getattr(form, setting)
        if scaling and scaling.min > scaling.max:
            message = f"min {scaling.min} is greater than max {scaling.max}"
            mistakes.add((*where, setting), message)
    return Provisioned(
        read_capacity_units=form.read_capacity_units,
        write_capacity_units=form.write_capacity_units,
        read_autoscaling=_autoscaling(form.read_autoscaling or form.autoscaling),
        write_autoscaling=_autoscaling(form.write_autoscaling or form.autoscaling),
    )


def _autoscaling(form: AutoScalingForm | None) -> AutoScaling | None:
    if form is None:
        return None
    return AutoScaling(
        minimum=form.min, maximum=form.max, target_utilization=form.target_utilization
    )


def units(form: UnitsForm | None) -> UnitsPerSecond | None:
    """Units a second, if any are given."""
    if form is None or not form.model_fields_set:
        return None
    return UnitsPerSecond(
        read_units_per_second=form.read_units_per_second,
        write_units_per_second=form.write_units_per_second,
    )


def recovery(form: bool | RecoveryForm) -> PointInTimeRecovery | None:  # noqa: FBT001 - a setting
    """Continuous backups, if they are asked for."""
    if isinstance(form, RecoveryForm):
        return PointInTimeRecovery(recovery_period_days=form.recovery_period_days)
    return PointInTimeRecovery() if form else None


def encryption(form: str | KmsKeyForm) -> Encryption:
    """Encryption at rest."""
    if isinstance(form, KmsKeyForm):
        return Encryption(kind="CUSTOMER_MANAGED", kms_key=form.kms_key)
    return Encryption(kind="AWS_MANAGED" if form == "AWS_MANAGED" else "AWS_OWNED")


def insights(form: InsightsForm) -> str | None:
    """The mode of contributor insights, if they are asked for."""
    if isinstance(form, str):
        return form
    return "ACCESSED_AND_THROTTLED_KEYS" if form else None


def kinesis(form: str | KinesisForm | None) -> KinesisStream | None:
    """The Kinesis data stream, if there is one."""
    if isinstance(form, KinesisForm):
        return KinesisStream(arn=form.arn, precision=form.precision)
    return KinesisStream(arn=form) if form else None
