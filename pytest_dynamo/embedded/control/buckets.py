"""The S3 buckets that imports read and exports write: those of moto, where a test has made some."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pytest_dynamo.embedded.control.moto_names import s3_backend
from pytest_dynamo.embedded.environment import ACCOUNT

NO_BUCKET = {
    "FailureCode": "S3NoSuchBucket",
    "FailureMessage": "The specified bucket does not exist",
}


class Bucket(NamedTuple):
    """One bucket of moto's."""

    backend: Any
    name: str

    def objects(self, prefix: str) -> Mapping[str, bytes]:
        """The objects whose keys begin with a prefix, in the order of their keys."""
        keys = self.backend.buckets[self.name].keys
        return {name: keys[name].value for name in sorted(keys) if name.startswith(prefix)}

    def put(self, key: str, content: bytes) -> None:
        """Put an object."""
        self.backend.put_object(self.name, key, content)


def find_bucket(name: str, owner: str | None) -> Bucket | None:
    """A bucket of this process; None if there is none of that name."""
    backend = s3_backend(owner or ACCOUNT)
    return Bucket(backend, name) if name in backend.buckets else None
