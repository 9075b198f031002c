"""A design with every setting of tables, and names that would be code if they were not escaped."""

EVERYTHING = r"""version: 1
name: every
tables:
  every.table:
    partition_key: "p${k}%{x}"
    sort_key: {name: sk, type: N}
    indexes:
      G.SI-1: {partition_key: [a, {name: b, type: N}], sort_key: [c, d], projection: ["x\"y", z], billing_mode: {read_capacity_units: 3, write_capacity_units: 4, write_autoscaling: {min: 4, max: 9, target_utilization: 50}}, warm_throughput: {read_units_per_second: 12000}, contributor_insights: THROTTLED_KEYS}
      LSI1: {type: local, sort_key: e, projection: KEYS_ONLY}
      LSI2: {type: local, sort_key: c, projection: ["${f}"]}
    billing_mode: {read_capacity_units: 5, write_capacity_units: 6, read_autoscaling: {min: 5, max: 50}, write_autoscaling: {min: 6, max: 60, target_utilization: 80}}
    warm_throughput: {read_units_per_second: 12000, write_units_per_second: 4000}
    stream: KEYS_ONLY
    time_to_live: "ttl${"
    point_in_time_recovery: {recovery_period_days: 3}
    encryption: {kms_key: "arn:aws:kms:eu-west-1:123456789012:key/1"}
    deletion_protection: true
    removal_policy: RETAIN
    table_class: STANDARD_INFREQUENT_ACCESS
    contributor_insights: true
    resource_policy: {Version: "2012-10-17", Statement: [{Effect: Allow, Resource: "arn:${aws:username}"}]}
    kinesis_stream: {arn: "arn:aws:kinesis:eu-central-1:123456789012:stream/matches", precision: MILLISECOND}
    tags: {"k${a}": "v%{b}", "quote\"s": "back\\slash $${x}"}
    replicas: [eu-west-1, us-east-2]
    multi_region_consistency: STRONG
    vector_indexes: {by_meaning: {Dimensions: 3, DistanceFunction: COSINE, Projection: {ProjectionType: ALL}, VectorAttribute: {AttributeName: v}}}
  on-demand:
    partition_key: {name: b, type: B}
    indexes:
      idx: {partition_key: x, max_throughput: {write_units_per_second: 8}, warm_throughput: {write_units_per_second: 4000}}
      idx2: {partition_key: x, max_throughput: {read_units_per_second: 8, write_units_per_second: 9}}
    max_throughput: {read_units_per_second: 7, write_units_per_second: 6}
    encryption: AWS_MANAGED
    removal_policy: DESTROY
    replicas: [eu-west-1]
    multi_region_consistency: EVENTUAL
"""
