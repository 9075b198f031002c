# A tournament, with indexes of several attributes, as the provider has had them since 6.29.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.29"
    }
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = { ManagedBy = "terraform" }
  }
}

provider "aws" {
  alias  = "paris"
  region = "eu-west-3"
}

resource "aws_dynamodb_table" "matches" {
  name         = "tournament-matches"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "match_id"

  attribute {
    name = "match_id"
    type = "S"
  }
  attribute {
    name = "tournament_id"
    type = "S"
  }
  attribute {
    name = "region"
    type = "S"
  }
  attribute {
    name = "round"
    type = "S"
  }
  attribute {
    name = "bracket"
    type = "N"
  }

  global_secondary_index {
    name            = "by_tournament"
    projection_type = "ALL"

    key_schema {
      attribute_name = "tournament_id"
      key_type       = "HASH"
    }
    key_schema {
      attribute_name = "region"
      key_type       = "HASH"
    }
    key_schema {
      attribute_name = "round"
      key_type       = "RANGE"
    }
    key_schema {
      attribute_name = "bracket"
      key_type       = "RANGE"
    }

    on_demand_throughput {
      max_read_request_units  = 400
      max_write_request_units = -1
    }
  }

  ttl {
    enabled        = true
    attribute_name = "expires_at"
  }

  point_in_time_recovery {
    enabled                 = true
    recovery_period_in_days = 14
  }

  warm_throughput {
    read_units_per_second  = 15000
    write_units_per_second = 5000
  }

  server_side_encryption {
    enabled     = true
    kms_key_arn = aws_kms_key.tournament.arn
  }

  stream_enabled   = true
  stream_view_type = "NEW_AND_OLD_IMAGES"

  replica {
    region_name            = "eu-west-1"
    propagate_tags         = true
    point_in_time_recovery = true
  }

  deletion_protection_enabled = true

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [read_capacity, write_capacity]
  }

  timeouts {
    create = "30m"
  }

  tags = {
    Team       = "play"
    CostCenter = 4711
  }
}

resource "aws_kms_key" "tournament" {
  description = "The tournament's own"
}

resource "aws_dynamodb_table_replica" "paris" {
  provider         = aws.paris
  global_table_arn = aws_dynamodb_table.matches.arn
}

resource "aws_dynamodb_contributor_insights" "matches" {
  table_name = aws_dynamodb_table.matches.name
  mode       = "THROTTLED_KEYS"
}

resource "aws_dynamodb_contributor_insights" "by_tournament" {
  table_name = aws_dynamodb_table.matches.name
  index_name = "by_tournament"
}

resource "aws_dynamodb_resource_policy" "matches" {
  resource_arn = aws_dynamodb_table.matches.arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Readers"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:role/reader" }
      Action    = ["dynamodb:GetItem", "dynamodb:Query"]
      Resource  = aws_dynamodb_table.matches.arn
    }]
  })
}

resource "aws_dynamodb_tag" "owner" {
  resource_arn = aws_dynamodb_table.matches.arn
  key          = "Owner"
  value        = "league"
}

resource "aws_dynamodb_kinesis_streaming_destination" "matches" {
  stream_arn                               = "arn:aws:kinesis:eu-central-1:123456789012:stream/matches"
  table_name                               = aws_dynamodb_table.matches.name
  approximate_creation_date_time_precision = "MICROSECOND"
}

resource "aws_dynamodb_table_item" "first" {
  table_name = aws_dynamodb_table.matches.name
  hash_key   = aws_dynamodb_table.matches.hash_key
  item       = <<-ITEM
    {"match_id": {"S": "m1"}}
  ITEM
}
