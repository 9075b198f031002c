"""What other implementations are known to do otherwise, and why we think that we are right.

The entries themselves are data, one module for each implementation. An entry explains a difference
if each of its patterns is found where it belongs; a pattern that is not given is found anywhere.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Known:
    """One known disagreement.

    `operations` are names. The others are regular expressions: `place` is matched from the start of
    the path to the difference; `ours` and `theirs` are searched in what stands there, `request` in
    the parameters.
    """

    name: str
    why: str
    operations: tuple = ()
    place: str = ""
    ours: str = ""
    theirs: str = ""
    request: str = ""

    def explains(self, operation, difference):
        """Whether this is why two outcomes differ there."""
        return (
            (not self.operations or operation.name in self.operations)
            and re.match(self.place, difference.place.removeprefix("answer.")) is not None
            and all(
                re.search(pattern, text) is not None
                for pattern, text in (
                    (self.ours, str(difference.ours)),
                    (self.theirs, str(difference.theirs)),
                    (self.request, str(operation.parameters)),
                )
                if pattern
            )
        )


def known_of(kind):
    """The known disagreements of one kind of endpoint; AWS itself has none."""
    from against import known_dynalite, known_dynamodb_local, known_moto

    return {
        "dynalite": known_dynalite.KNOWN,
        "dynamodb-local": known_dynamodb_local.KNOWN,
        "moto": known_moto.KNOWN,
    }.get(kind, [])
