"""One item, put, got, found in every way the design promises, and deleted again, whatever happens."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.inspecting.samples import MARK, Sample, expected_in
from pytest_dynamo.deploy.inspecting.storing import StoredSample, code_of, told
from pytest_dynamo.deploy.inspecting.values import Observed, Trial
from pytest_dynamo.design.attribute_value import item_from_wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

PATIENCE_SECONDS = 10.0
"""How long a global index may take to show an item; usually it is a fraction of a second.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
"""
_FIRST_DELAY_SECONDS = 0.05
_NEVER_PUT = ("AccessDeniedException", "ResourceNotFoundException", "ValidationException")
"""What refuses a DeleteItem for the same reason as the PutItem before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """What time it is, in seconds that never go back, and how to wait."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


class _FaultError(Exception):
    """Something is not as it should be, and there is nothing left to try; the text says what."""


@dataclass(slots=True, kw_only=True)
class _Attempt:
    """The trial of one sample, as far as it has come."""

    stored: StoredSample
    clock: Clock
    tell: Callable[[str], None]
    steps: list[Observed] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def run(self, unusable: Collection[str]) -> Trial:
        """Do everything; what was put is deleted also when somebody presses Ctrl-C, or the connection is lost."""
        try:
            self._put()
            self._look(unusable)
        except _FaultError as fault:
            self.faults.append(str(fault))
        except ClientError as error:
            self.faults.append(told(error))
        except BaseException:
            self._delete_in_haste()
            raise
        self._delete()  # also where it seems not to be put: the answer may have been lost
        return Trial(
            entity=self.sample.entity,
            steps=tuple(self.steps),
            patterns=tuple(self.patterns),
            faults=tuple(self.faults),
            notes=tuple(self.notes),
        )

    @property
    def sample(self) -> Sample:
        """What is tried."""
        return self.stored.sample

    # ---------------------------------------------------------------------- what is done

    def _put(self) -> None:
        began = self.clock.now()
        if not self.stored.put():
            self._remove_left_behind()
            began = self.clock.now()
            if not self.stored.put():
                message = f"another item came to be under {self.stored.key_text} meanwhile"
                raise _FaultError(message)
        self._did("put", began)

    def _remove_left_behind(self) -> None:
        """Delete the item that has the key, if a verify has put it.

        Raises:
            _FaultError: It is somebody else's.
        """
        there = self.stored.there()
        mark = "" if there is None else str(there.get(MARK, {}).get("S", ""))
        if there is None:
            return
        if not mark.startswith(self.sample.family) or not self.stored.delete(mark):
            message = (
                f"an item that verify has not put is there under {self.stored.key_text}; it was not touched.\n"
                "To fix this: look where it comes from; --no-write puts no items"
            )
            raise _FaultError(message)
        self.notes.append("an item that an earlier verify had left was removed")

    def _look(self, unusable: Collection[str]) -> None:
        began = self.clock.now()
        there = self.stored.there()
        if there is None:
            message = "it was put, and GetItem does not find it"
            raise _FaultError(message)
        self._compare(there, self.sample.item, "GetItem answers")
        self._did("got", began)
        for index, asked in self.sample.questions:
            if index in unusable:
                self.notes.append(f"not asked of {index}, which is not that of the design")
                continue
            question = {
                "KeyConditionExpression": asked.condition,
                "ExpressionAttributeNames": dict(asked.names),
                "ExpressionAttributeValues": dict(asked.values),
                **({"IndexName": index} if index else {"ConsistentRead": True}),
            }
            self._query(index, question)
        for pattern, arguments in self.sample.patterns.items():
            if arguments.get("IndexName") not in unusable:
                self._ask(pattern, arguments)

    def _query(self, index: str | None, arguments: Mapping[str, Any]) -> None:
        began = self.clock.now()
        by = index or "the table"
        found = self._found(arguments)
        if found is None:
            waited = f" within {PATIENCE_SECONDS:.0f} s" if index else ""
            self.faults.append(f"{by} does not show it{waited}")
            return
        names = set(expected_in(self.sample, index))
        expected = {name: value for name, value in self.sample.item.items() if name in names}
        if self._compare(found, expected, f"{by} shows"):
            self._did("found by", began, by)

    def _ask(self, pattern: str, arguments: Mapping[str, Any]) -> None:
        if self._found(arguments) is None:
            self.faults.append(f"access pattern {pattern} does not find it")
        else:
            self.patterns.append(pattern)

    def _found(self, arguments: Mapping[str, Any]) -> Any | None:  # noqa: ANN401 - an item
        """The one item that a Query finds; it is asked again for a while, as indexes may be behind."""
        ends, delay = self.clock.now() + PATIENCE_SECONDS, _FIRST_DELAY_SECONDS
        while True:
            items = self.stored.query(arguments)
            if items:
                return items[0]
            if self.clock.now() + delay > ends:
                return None
            self.clock.sleep(delay)
            delay *= 2

    # ------------------------------------------------------------------------- the end of it

    def _delete(self) -> None:
        """Delete the item, and see that it is gone.

        An item that was never put is not there, and one with another mark is another run's.
        """
        began = self.clock.now()
        try:
            is_deleted = self.stored.delete(self.sample.mark)
            if is_deleted and self.stored.there() is not None:
                self.faults.append("it was deleted, and GetItem still finds it")
            elif is_deleted:
                self._did("deleted", began)
            elif self._was_put():
                self.faults.append("it was gone, or changed, before verify deleted it")
        except ClientError as error:
            if self._was_put() or code_of(error) not in _NEVER_PUT:
                self.faults.append(f"{self._is_left()}: {told(error)}")
        except BotoCoreError:
            self.tell(self._is_left())
            raise

    def _was_put(self) -> bool:
        return any(one.what == "put" for one in self.steps)

    def _delete_in_haste(self) -> None:
        """Delete it on the way out of an error, which is what is told."""
        try:
            self.stored.delete(self.sample.mark)
        except (BotoCoreError, ClientError):
            self.tell(self._is_left())

    # ------------------------------------------------------------------------------- words

    def _compare(self, found: Any, expected: Mapping[str, Any], where: str) -> bool:  # noqa: ANN401
        """Whether an item is what it should be; a fault names what is not."""
        one, other = item_from_wire(expected), item_from_wire(found)
        if one == other:
            return True
        self.faults.append(f"{where} another item than was put: {', '.join(_unlike(one, other))}")
        return False

    def _did(self, what: str, began: float, by: str = "") -> None:
        self.steps.append(Observed(what=what, by=by, seconds=self.clock.now() - began))

    def _is_left(self) -> str:
        where = f"{self.stored.table}: the item under {self.stored.key_text}"
        return f"{where} may be left; the next verify removes it"


def try_sample(
    client: "DynamoDBClient",
    sample: Sample,
    table: str,
    *,
    clock: Clock,
    tell: Callable[[str], None],
    unusable: Collection[str] = (),
) -> Trial:
    """Put a sample into a table, find it, and delete it; `table` is what the table is called there.

    Indexes that are `unusable` are not asked. `tell` is told of an item that could not be deleted when this ends with
    an error. Two that try the same sample at the same time disturb each other, and nothing else.

    Raises:
        BotoCoreError: The connection is lost.
    """
    stored = StoredSample(client=client, sample=sample, table=table)
    return _Attempt(stored=stored, clock=clock, tell=tell).run(unusable)


def _unlike(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for name in dict.fromkeys((*expected, *found)):
        if name not in found:
            yield f"{name} is missing"
        elif name not in expected:
            yield f"{name} is not projected by the design"
        elif expected[name] != found[name]:
            yield f"{name} differs"
