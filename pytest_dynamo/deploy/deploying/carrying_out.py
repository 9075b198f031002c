"""Plans carried out: one request after the other, each waited for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.deploying.limits import code_of, message_of, passes_by_itself
from pytest_dynamo.deploy.deploying.marks import mark
from pytest_dynamo.deploy.deploying.preparing import Allowed, Prepared, prepare, refusals
from pytest_dynamo.deploy.deploying.waiting import (
    Patience,
    Wait,
    described,
    settled_description,
)
from pytest_dynamo.deploy.faults import UNKNOWN_OPERATIONS
from pytest_dynamo.errors import BackendError
from pytest_dynamo.migration.settling import unsettled
from pytest_dynamo.migration.values import Step

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_CREATES = "create_table"
# The other operations leave the table ACTIVE.
_UNSETTLES = (_CREATES, "update_table")

# What a request gets whose effect is there already: its answer was lost and it was sent again, or somebody
# else does the same at the same time.
_MAY_BE_DONE = ("ResourceInUseException", "ResourceNotFoundException", "ValidationException")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A step that was taken: of which table, how long it took, and whether this DynamoDB knows such a request."""

    table: str
    step: Step
    seconds: float
    is_known: bool = True


@dataclass(slots=True, kw_only=True)
class Deployment:
    """Plans, and how far they have been carried out: that is right whatever ends it."""

    client: "DynamoDBClient"
    design: str
    plans: Sequence[Prepared]
    allowed: Allowed
    patience: Patience
    on_taken: Callable[[Taken], None]
    taken: list[Taken] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)
    _left: dict[str, tuple[Step, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self._left = {one.plan.name: one.plan.steps for one in self.plans}

    @property
    def left(self) -> tuple[tuple[str, Step], ...]:
        """The steps that are not done, each with its table; the first one is that which is being taken."""
        return tuple((name, step) for name, steps in self._left.items() for step in steps)

    def run(self) -> None:
        """Take all steps.

        Raises:
            BackendError: One was refused, or took too long.
            ClientError: The table cannot be looked at.
        """
        for prepared in self.plans:
            while self._left[prepared.plan.name]:
                self._take(prepared)

    def under_way(self) -> Iterator[str]:
        """What DynamoDB is doing now with the table whose step is being taken, in words."""
        for name, steps in self._left.items():
            if steps:
                description = described(self.client, name)
                state = unsettled(description) if description else None
                if state:
                    yield f"table {name}: {state}"
                return

    def _take(self, prepared: Prepared) -> None:
        """Take the first step that is left of a table, or find out what is left, if it was done meanwhile."""
        name = prepared.plan.name
        step = self._left[name][0]
        began = self.patience.now()
        try:
            is_known = self._is_sent(step)
        except ClientError as error:
            self._look_again(prepared, step, error)
            return
        if is_known and step.operation in _UNSETTLES:
            description = settled_description(self.client, name, self.patience, after=step)
            if step.operation == _CREATES and description is not None:
                arn = description.get("TableArn", "")
                if not mark(self.client, arn, self.design):
                    self.unmarked.append(name)
        self._left[name] = self._left[name][1:]
        taken = Taken(table=name, step=step, seconds=self.patience.now() - began, is_known=is_known)
        self.taken.append(taken)
        self.on_taken(taken)

    def _is_sent(self, step: Step) -> bool:
        """Send a request until it is taken; whether this DynamoDB knows it."""
        wait = Wait(self.patience)
        while True:
            try:
                getattr(self.client, step.operation)(**step.arguments)
            except ClientError as error:
                code = code_of(error)
                if code in UNKNOWN_OPERATIONS:
                    return False
                is_there = step.operation == _CREATES and code == "ResourceInUseException"
                if is_there or not passes_by_itself(error):
                    raise
                wait.pause(f"{step.what}: {code}: {message_of(error)}")
            else:
                return True

    def _look_again(self, prepared: Prepared, step: Step, error: ClientError) -> None:
        """Plan the table anew, if a refused step may have been done already.

        Raises:
            BackendError: It was not, or what is left now is not allowed.
        """
        code = code_of(error)
        refusal = f"{step.what}: {code}: {message_of(error)}"
        if code not in _MAY_BE_DONE:
            raise BackendError(refusal) from error
        plan = prepared.plan
        again = prepare(self.client, plan.wanted, plan.name, self.design, self.patience)
        if any(
            (one.operation, one.what) == (step.operation, step.what) for one in again.plan.steps
        ):
            raise BackendError(refusal) from error
        self._left[plan.name] = again.plan.steps
        refused = refusals(again, self.design, self.allowed)
        if refused:
            reasons = "; ".join(one.reason for one in refused)
            message = f"table {plan.name} was changed meanwhile by somebody else: {reasons}"
            raise BackendError(message) from error
