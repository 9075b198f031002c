locals {
  scaled = {
    read  = { dimension = "ReadCapacityUnits", metric = "DynamoDBReadCapacityUtilization", min = 20, max = 400 }
    write = { dimension = "WriteCapacityUnits", metric = "DynamoDBWriteCapacityUtilization", min = 10, max = 200 }
  }
}

resource "aws_appautoscaling_target" "orders" {
  for_each           = local.scaled
  min_capacity       = each.value.min
  max_capacity       = each.value.max
  resource_id        = "table/${aws_dynamodb_table.orders.name}"
  scalable_dimension = "dynamodb:table:${each.value.dimension}"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_policy" "orders" {
  for_each           = local.scaled
  name               = "orders-${each.key}"
  policy_type        = "TargetTrackingScaling"
  resource_id        = aws_appautoscaling_target.orders[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.orders[each.key].scalable_dimension
  service_namespace  = aws_appautoscaling_target.orders[each.key].service_namespace

  target_tracking_scaling_policy_configuration {
    predefined_metric_specification {
      predefined_metric_type = each.value.metric
    }
    target_value      = 65
    scale_in_cooldown = 120
  }
}

resource "aws_appautoscaling_target" "by_status_read" {
  min_capacity       = 5
  max_capacity       = 50
  resource_id        = "table/${aws_dynamodb_table.orders.name}/index/by-status"
  scalable_dimension = "dynamodb:index:ReadCapacityUnits"
  service_namespace  = "dynamodb"
}

resource "aws_appautoscaling_target" "service" {
  min_capacity       = 1
  max_capacity       = 4
  resource_id        = "service/shop/web"
  scalable_dimension = "ecs:service:DesiredCount"
  service_namespace  = "ecs"
}
