"""An invented assessment of the shop: each kind of trouble, with and without figures."""

from dataclasses import replace

from pytest_dynamo.assessment.values import (
    TROUBLES,
    Advice,
    Assessment,
    Checked,
    DesignShape,
    EntityShape,
    Gain,
    IndexShape,
    ItemSizes,
    PatternShape,
    TableShape,
    Weighed,
)

_BEFORE = Weighed(
    holds_until=1_240.0,
    ceiling=1_240.0,
    throttled_share=0.125,
    usd_per_month=1_903.25,
    read_units_per_second=620.5,
    write_units_per_second=5_120.0,
)

_SHARD = Advice(
    rule="hot-partition",
    severity="error",
    trouble="hot partition",
    title="Spread `USER#42` over 4 shards",
    evidence="`USER#42` alone takes 40.3 % of the writes of shop-table: 1,031 units a second, and one "
    "partition serves 1,000.",
    fix="Append a suffix from 0 to 3 to the partition key when an order is written, and ask all four for "
    "a list. Each list then costs 4 requests.",
    change='--- designs/shop.yaml\n+++ designs/shop.yaml\n@@ -14 +14 @@\n-    item: {PK: "USER#{user_id}"}\n'
    '+    item: {PK: "USER#{user_id}#{shard}"}\n',
    before=_BEFORE,
    after=replace(_BEFORE, holds_until=3_960.0, ceiling=4_960.0, throttled_share=0.0),
    gain=Gain(metric="requests a second", before=1_240.0, after=3_960.0),
)

_PROJECT = Advice(
    rule="index-projects-all",
    severity="warning",
    trouble="cost",
    title="Project 3 attributes into `GSI1` in place of all",
    evidence="`list_orders` reads 3 of 14 attributes. Each order is written to GSI1 in whole.",
    fix="Set the projection of GSI1 to `[status, placed_at, total]`.",
    before=_BEFORE,
    after=replace(_BEFORE, usd_per_month=1_431.75, write_units_per_second=4_010.0),
    gain=Gain(metric="US dollars a month", before=1_903.25, after=1_431.75),
)

_PARALLEL = Advice(
    rule="unbounded-collection",
    severity="note",
    trouble="too many items",
    title="Put orders of different years under different partition keys",
    evidence="Nothing bounds the orders of one user.",
    fix="Add the year to the partition key.",
    not_weighed="no setting",
)

_CHECKED_SEEN = {
    "hot partition": ("One partition key has too much of the load", "`USER#42` takes 40.3 %", (0,)),
    "too many items": ("A collection grows without bound", "orders of a user", (2,)),
    "index lag": ("An index falls behind its table", "no index is throttled", ()),
    "item size": ("Items come near 400 KB", "the largest is 9,412 bytes", ()),
    "scans": ("Scans cost more than they return", "no pattern scans", ()),
    "cost": ("The table costs more than it has to", "$471.50 a month can be saved", (1,)),
}

ASSESSMENT = Assessment(
    design=DesignShape(
        description="A small shop: users and their orders.",
        tables=(
            TableShape(
                name="shop-table",
                partition_key="PK",
                sort_key="SK",
                billing="on demand",
                items=220_000.0,
                bytes=412_300_000.0,
                time_to_live="expires_at",
                indexes=(
                    IndexShape(
                        name="GSI1",
                        kind="global",
                        partition_key=("GSI1PK",),
                        sort_key=("GSI1SK",),
                        projection="ALL",
                    ),
                    IndexShape(
                        name="GSI2",
                        kind="global",
                        partition_key=("GSI2PK",),
                        sort_key=(),
                        projection="KEYS_ONLY",
                    ),
                ),
            ),
        ),
        entities=(
            EntityShape(
                name="User",
                table="shop-table",
                items=1_000,
                keys={"PK": "USER#{user_id}", "SK": "PROFILE"},
                attributes=("name", "email"),
            ),
            EntityShape(
                name="Order",
                table="shop-table",
                items=20_000,
                keys={
                    "PK": "USER#{user_id}",
                    "SK": "ORDER#{order_id}",
                    "GSI1PK": "STATUS#{status}",
                },
                attributes=("status", "placed_at", "total"),
                parents=("User",),
            ),
        ),
        patterns=(
            PatternShape(
                name="get_user",
                description="Get a user",
                operation="GetItem",
                table="shop-table",
                index=None,
                condition="PK = USER#{user_id} and SK = PROFILE",
                requests_per_second=40.0,
                read_units=0.5,
                write_units=0.0,
            ),
            PatternShape(
                name="create_order",
                description="Create an order",
                operation="PutItem",
                table="shop-table",
                index=None,
                condition="PK = USER#{user_id} and SK = ORDER#{order_id}",
                requests_per_second=12.5,
                read_units=0.0,
                write_units=5.0,
            ),
            PatternShape(
                name="find_by_email",
                description="",
                operation="Query",
                table="shop-table",
                index=None,
                condition="email = {email}",
                requests_per_second=0.0,
                not_served="no table or index has email as its partition key",
            ),
        ),
    ),
    item_sizes=(
        ItemSizes(
            entity="Order",
            table="shop-table",
            sampled=1_000,
            smallest=812,
            p5=903.0,
            median=1_312.0,
            p95=2_207.5,
            largest=9_412,
            largest_possible=12_288,
        ),
        ItemSizes(
            entity="User",
            table="shop-table",
            sampled=1_000,
            smallest=130,
            p5=141.0,
            median=180.0,
            p95=220.0,
            largest=241,
        ),
    ),
    advice=(_SHARD, _PROJECT, _PARALLEL),
    checked=tuple(
        Checked(trouble=trouble, title=title, seen=seen, advice=advice)
        for trouble in TROUBLES
        for title, seen, advice in (_CHECKED_SEEN[trouble],)
    ),
    notes=("Items are sized as the design's generators make them.",),
    parameters={"region": "us-east-1"},
)
"""Three findings of which two have a gain, and a row for each kind of trouble."""

SOUND = replace(
    ASSESSMENT,
    advice=(),
    checked=tuple(replace(row, advice=()) for row in ASSESSMENT.checked),
    notes=(),
)
"""Nothing was found."""
