"""A forum, as PynamoDB models: one table for itself, and one that several models share."""

from datetime import UTC, datetime

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    DiscriminatorAttribute,
    JSONAttribute,
    ListAttribute,
    MapAttribute,
    NumberAttribute,
    NumberSetAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
    UTCDateTimeAttribute,
    VersionAttribute,
)
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)
from pynamodb.models import Model


class ViewIndex(GlobalSecondaryIndex):
    class Meta:
        index_name = "view-index"
        read_capacity_units = 2
        write_capacity_units = 1
        projection = IncludeProjection(["subject", "forum_name", "tags"])

    views = NumberAttribute(hash_key=True, attr_name="v")
    posted_at = UTCDateTimeAttribute(range_key=True)


class LatestIndex(LocalSecondaryIndex):
    class Meta:
        projection = KeysOnlyProjection()

    forum_name = UnicodeAttribute(hash_key=True)
    posted_at = UTCDateTimeAttribute(range_key=True)


class Author(MapAttribute):
    name = UnicodeAttribute()
    age = NumberAttribute(null=True, attr_name="a")


class Thread(Model):
    class Meta:
        table_name = "Thread"
        region = "eu-west-1"
        read_capacity_units = 5
        write_capacity_units = 3
        stream_view_type = "NEW_AND_OLD_IMAGES"
        tags = {"team": "forum"}  # noqa: RUF012 - as people write it
        owner = "nobody"

    forum_name = UnicodeAttribute(hash_key=True)
    subject = UnicodeAttribute(range_key=True)
    views = NumberAttribute(default=0, attr_name="v")
    posted_at = UTCDateTimeAttribute(default_for_new=lambda: datetime.now(UTC))
    author = Author()
    authors = ListAttribute(of=Author, null=True)
    tags = UnicodeSetAttribute(null=True)
    scores = NumberSetAttribute(null=True)
    extra = JSONAttribute(null=True)
    anything = MapAttribute(null=True)
    words = ListAttribute(null=True)
    picture = BinaryAttribute(null=True, legacy_encoding=False)
    is_open = BooleanAttribute(null=True)
    version = VersionAttribute()
    expires = TTLAttribute(null=True)

    view_index = ViewIndex()
    latest = LatestIndex()


class Base(Model):
    """Has no table of its own."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ByKind(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-kind"
        projection = AllProjection()

    cls = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class Record(Base):
    class Meta:
        table_name = "Records"

    cls = DiscriminatorAttribute()
    by_kind = ByKind()


class Member(Record, discriminator="M"):
    email = UnicodeAttribute()


class Moderator(Member, discriminator="MOD"):
    since = UTCDateTimeAttribute()
