resource "aws_dynamodb_table" "orders" {
  name           = "orders"
  billing_mode   = "PROVISIONED"
  read_capacity  = 20
  write_capacity = 10
  hash_key       = "customer_id"
  range_key      = "order_id"
  table_class    = "STANDARD_INFREQUENT_ACCESS"

  dynamic "attribute" {
    for_each = {
      customer_id = "S"
      order_id    = "S"
      status      = "S"
      placed_at   = "N"
    }
    content {
      name = attribute.key
      type = attribute.value
    }
  }

  global_secondary_index {
    name               = "by-status"
    hash_key           = "status"
    range_key          = "placed_at"
    projection_type    = "INCLUDE"
    non_key_attributes = ["total", "currency"]
    read_capacity      = 5
    write_capacity     = 5
  }

  local_secondary_index {
    name            = "by-date"
    range_key       = "placed_at"
    projection_type = "KEYS_ONLY"
  }

  lifecycle {
    ignore_changes = [read_capacity, write_capacity]
  }
}
