"""Both sides perform the same operations; what differs is known and counted, or fails."""

import time
from collections import Counter
from dataclasses import dataclass, field
from pprint import pformat

from against.endpoint import Refusal
from against.outcomes import canonical, outcome, stored

ABSENT = "nothing"


@dataclass(frozen=True)
class Difference:
    """One place where two outcomes differ: the path to it, and what stands there on either side."""

    path: tuple
    ours: object
    theirs: object

    def __str__(self):
        return f"{self.place}: ours {self.ours!r}, theirs {self.theirs!r}"

    @property
    def place(self):
        """The path in one text."""
        return ".".join(map(str, self.path)) or "outcome"

    @property
    def is_refusal(self):
        """Whether one side refused what the other one did not, or refused it otherwise."""
        return self.path[-1:] == ("error",)


def differences(ours, theirs, path=()):
    """All places where two outcomes differ."""
    if isinstance(ours, Refusal) or isinstance(theirs, Refusal):
        if said(ours) != said(theirs):
            texts = (
                str(each) if isinstance(each, Refusal) else "accepted" for each in (ours, theirs)
            )
            yield Difference((*path, "error"), *texts)
    elif isinstance(ours, dict) and isinstance(theirs, dict):
        for name in sorted({*ours, *theirs}):
            one, other = ours.get(name, ABSENT), theirs.get(name, ABSENT)
            yield from differences(one, other, (*path, name))
    elif isinstance(ours, list) and isinstance(theirs, list):
        yield from _list_differences(ours, theirs, path)
    elif ours != theirs:
        yield Difference(path, ours, theirs)


def _list_differences(ours, theirs, path):
    """Items that only one side has, or what differs element by element."""
    if ours == theirs:
        return
    if path[-1:] == ("Items",):
        yield Difference(path, apart(ours, theirs) or ours, apart(theirs, ours) or theirs)
    elif len(ours) == len(theirs):
        for position, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(one, other, (*path, position))
    else:
        yield Difference(path, ours, theirs)


def said(outcome):
    """What counts of a refusal: its code, and those of its reasons."""
    return (outcome.code, outcome.reasons) if isinstance(outcome, Refusal) else None


def message_difference(ours, theirs):
    """Where two errors of one code have different messages."""
    one, other = (
        each["answer"] if isinstance(each, dict) and "answer" in each else each
        for each in (ours, theirs)
    )
    if (
        isinstance(one, Refusal)
        and isinstance(other, Refusal)
        and one.code == other.code
        and one.message != other.message
    ):
        yield Difference(("message",), one.message, other.message)


@dataclass
class Comparison:
    """What has been compared so far.

    `known` are the known disagreements of the other side; `patience` is how often an eventually
    consistent read is repeated before it counts as different.
    """

    ours: object
    theirs: object
    known: list
    patience: int = 0
    compares_messages: bool = False
    performed: Counter = field(default_factory=Counter)
    disagreed: Counter = field(default_factory=Counter)
    agreed: int = 0
    agreed_but_for_units: int = 0

    def compare(self, operation):
        """Perform an operation on both sides; a text about each difference that is not known."""
        before = [stored(self.ours, *each) for each in operation.touched]
        self.performed[operation.name] += 1
        ours = self._outcome(self.ours, operation)
        theirs = self._outcome(self.theirs, operation)
        for _ in range(self.patience if not operation.touched else 0):
            if canonical_of(ours) == canonical_of(theirs):
                break
            time.sleep(0.25)
            theirs = self._outcome(self.theirs, operation)
        found = [*differences(ours, theirs)]
        if any(each.is_refusal for each in found):  # what was stored differs because of it
            found = [each for each in found if each.is_refusal]
        if self.compares_messages:
            found += message_difference(ours, theirs)
        self._same_again(operation)
        unknown = [each for each in found if not self._is_known(operation, each)]
        self.agreed += not found
        self.agreed_but_for_units += all("ConsumedCapacity" in each.path for each in found)
        return report(operation, before, ours, theirs, unknown) if unknown else None

    def _outcome(self, perform, operation):
        """The outcome of an operation, and what it left of the items it may have written."""
        found = outcome(perform, operation)
        if not operation.touched:
            return found
        left = [stored(perform, *each) for each in operation.touched]
        return {"answer": found, "unchanged" if isinstance(found, Refusal) else "stored": left}

    def _same_again(self, operation):
        """Give the other side our items where a write left others there."""
        for table, key in operation.touched:
            ours, theirs = stored(self.ours, table, key), stored(self.theirs, table, key)
            if canonical(ours) == canonical(theirs):
                continue
            if ours is None:
                self.theirs("DeleteItem", {"TableName": table.name, "Key": key})
            else:
                self.theirs("PutItem", {"TableName": table.name, "Item": ours})

    def _is_known(self, operation, difference):
        for each in self.known:
            if each.explains(operation, difference):
                self.disagreed[each.name] += 1
                return True
        return False


def canonical_of(found):
    """A text that is the same for outcomes without a difference."""
    return found if isinstance(found, Refusal) else canonical(found)


def report(operation, before, ours, theirs, unknown):
    """What a person needs to judge a difference, and to repeat it."""
    lines = [f"{operation.name} differs in", *(f"  {brief(str(each), 300)}" for each in unknown)]
    ours, theirs = apart(ours, theirs), apart(theirs, ours)
    for title, value in (
        ("request", operation.parameters),
        ("stored before", before),
        ("ours", ours),
        ("theirs", theirs),
    ):
        if value != []:
            text = pformat(shortened(value), width=110)
            lines += [title, *(f"  {line}" for line in text.splitlines())]
    return "\n".join(lines)


def apart(one, other):
    """An outcome without the elements of lists that are the same in the other one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {name: apart(member, other.get(name)) for name, member in one.items()}
    if isinstance(one, list) and isinstance(other, list):
        return [each for each in one if not isinstance(each, dict) or each not in other]
    return one


def shortened(value):
    """A value whose long texts are cut."""
    if isinstance(value, dict):
        return {name: shortened(member) for name, member in value.items()}
    if isinstance(value, list):
        return [shortened(element) for element in value]
    return brief(value) if isinstance(value, str) else value


def brief(text, most=200):
    """A text that fits on a line or two."""
    return text if len(text) <= most else f"{text[:40]}… ({len(text)} characters)"
