locals {
  prefix = "${var.project}-${var.stage}"
  tags = merge(local.common, {
    Stage = upper(var.stage)
  })
  common = { Project = var.project }
}

resource "aws_dynamodb_table" "each" {
  for_each = var.tables

  name                        = format("%s-%s", local.prefix, each.key)
  billing_mode                = var.stage == "prod" ? "PROVISIONED" : "PAY_PER_REQUEST"
  read_capacity               = var.stage == "prod" ? 100 : null
  write_capacity              = var.stage == "prod" ? 50 : null
  hash_key                    = "pk"
  range_key                   = "sk"
  deletion_protection_enabled = each.value.protected

  attribute {
    name = "pk"
    type = "S"
  }

  attribute {
    name = "sk"
    type = "B"
  }

  dynamic "ttl" {
    for_each = each.value.ttl == null ? [] : [each.value.ttl]
    content {
      enabled        = true
      attribute_name = ttl.value
    }
  }

  point_in_time_recovery {
    enabled = true
  }

  tags = local.tags
}

resource "aws_dynamodb_table" "replay" {
  count        = 0
  name         = "${local.prefix}-replay"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "pk"
  attribute {
    name = "pk"
    type = "S"
  }
}

resource "aws_lambda_event_source_mapping" "audit" {
  event_source_arn = aws_dynamodb_table.each["audit"].stream_arn
  function_name    = var.function_name
}

output "names" {
  value = [for table in aws_dynamodb_table.each : table.name]
}
