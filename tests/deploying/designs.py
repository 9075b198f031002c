"""A design in two versions, with what takes a request of its own."""

FIRST = """\
version: 1
name: shop
tables:
  shop:
    partition_key: PK
    sort_key: SK
    indexes:
      GSI1: {partition_key: GSI1PK, sort_key: GSI1SK, projection: ALL}
      GSI2: {partition_key: GSI2PK, projection: [total]}
    stream: NEW_AND_OLD_IMAGES
    time_to_live: expiresAt
    point_in_time_recovery: true
    tags: {team: shop}
  baskets:
    partition_key: basket_id
entities:
  Order:
    table: shop
    population: 10
    item:
      PK: "USER#{user_id}"
      SK: "ORDER#{order_id}"
      GSI1PK: "ORDER#{order_id}"
      GSI1SK: "USER#{user_id}"
      GSI2PK: "DAY#{day}"
      user_id: {faker: uuid4}
      order_id: {ulid: true}
      day: {choice: {monday: 1, sunday: 2}}
      total: {number: {min: 1, max: 9}}
  Basket:
    table: baskets
    population: 10
    item:
      basket_id: {faker: uuid4}
access_patterns:
  get_order:
    table: shop
    get: {PK: "USER#{user_id}", SK: "ORDER#{order_id}"}
    returns: Order
"""

INDEX = "      GSI2: {partition_key: GSI2PK, projection: [total]}\n"
_ALL = "projection: ALL}"
_INDEXES = """\
projection: ALL, billing_mode: {read_capacity_units: 2, write_capacity_units: 2}}
      GSI3: {partition_key: GSI3PK, projection: [total], billing_mode: {read_capacity_units: 2, write_capacity_units: 2}}
      GSI4: {partition_key: GSI4PK, projection: KEYS_ONLY, billing_mode: {read_capacity_units: 2, write_capacity_units: 2}}
"""

SECOND = (
    FIRST.replace(INDEX, "")
    .replace(f"{_ALL}\n", _INDEXES)
    .replace(
        "    stream:",
        "    billing_mode: {read_capacity_units: 5, write_capacity_units: 5}\n    stream:",
        1,
    )
    .replace('GSI2PK: "DAY#{day}"', 'GSI3PK: "DAY#{day}"')
)
