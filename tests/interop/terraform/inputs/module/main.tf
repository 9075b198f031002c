module "orders_table" {
  source  = "terraform-aws-modules/dynamodb-table/aws"
  version = "~> 5.0"

  name                        = "orders"
  hash_key                    = "id"
  range_key                   = "title"
  table_class                 = "STANDARD"
  deletion_protection_enabled = true

  ttl_enabled        = true
  ttl_attribute_name = "expires"

  point_in_time_recovery_enabled        = true
  point_in_time_recovery_period_in_days = 7
  server_side_encryption_enabled        = true

  attributes = [
    { name = "id", type = "N" },
    { name = "title", type = "S" },
    { name = "age", type = "N" },
  ]

  global_secondary_indexes = [
    {
      name               = "TitleIndex"
      hash_key           = "title"
      range_key          = "age"
      projection_type    = "INCLUDE"
      non_key_attributes = ["id"]

      on_demand_throughput = {
        max_read_request_units  = 10
        max_write_request_units = 1
      }
    }
  ]

  replica_regions = [{
    region_name = "eu-west-2"
    kms_key_arn = module.kms.key_arn
  }]

  autoscaling_indexes = {}
  ignore_changes_global_secondary_index = true

  tags = {
    Terraform = "true"
  }
}

module "provisioned_table" {
  source = "terraform-aws-modules/dynamodb-table/aws"

  name                = "counters"
  hash_key            = "name"
  billing_mode        = "PROVISIONED"
  read_capacity       = 5
  write_capacity      = 5
  autoscaling_enabled = true

  autoscaling_read = {
    scale_in_cooldown = 50
    target_value      = 45
    max_capacity      = 10
  }

  autoscaling_write = {
    max_capacity = 20
  }

  attributes = [{ name = "name", type = "S" }]
}

module "kms" {
  source = "terraform-aws-modules/kms/aws"
}
