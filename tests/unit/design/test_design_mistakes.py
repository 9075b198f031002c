"""Every mistake a design can have, and the exact words for it."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            'PK: "USER#{user_id}"\n      SK: PROFILE',
            "PK: {user_id}\n      SK: PROFILE",
            ['13:11: entities.User.item.PK: a template is written in quotes: "{user_id}"'],
            id="a_template_without_quotes",
        ),
        pytest.param(
            'get: {PK: "USER#{user_id}", SK: PROFILE}',
            "get: {PK: {user_id}, SK: PROFILE}",
            [
                '28:15: access_patterns.get_user.get.PK: a template is written in quotes: "{user_id}"'
            ],
            id="a_template_without_quotes_in_a_key",
        ),
        pytest.param(
            'PK: "USER#{user_id}"\n      SK: PROFILE',
            "PK: USER #{user_id}\n      SK: PROFILE",
            [
                "13:11: entities.User.item.PK: from ' #' on it is a comment; put the text in quotes: \"USER #{user_id}\""
            ],
            id="a_template_that_a_comment_cuts",
        ),
        pytest.param(
            'PK: "USER#{user_id}"\n      SK: PROFILE',
            "PK: #{user_id}\n      SK: PROFILE",
            [
                "14:7: entities.User.item.PK: from ' #' on it is a comment; put the text in quotes: \"#{user_id}\""
            ],
            id="a_template_that_a_comment_swallows",
        ),
        pytest.param(
            'get: {PK: "USER#{user_id}", SK: PROFILE}',
            "get: {PK: USER #{user_id}, SK: PROFILE}",
            ["28:15: from ' #' on it is a comment; put the text in quotes: \"USER #{user_id}\""],
            id="a_template_that_a_comment_cuts_in_braces",
        ),
        pytest.param(
            'get: {PK: "USER#{user_id}", SK: PROFILE}',
            "get: {PK: USER#{user_id}, SK: PROFILE}",
            [
                "28:20: not YAML: expected ',' or '}', but got '{'; put templates in quotes: \"USER#{user_id}\""
            ],
            id="a_template_in_braces_without_quotes",
        ),
        pytest.param(
            'PK: "USER#{user_id}"\n      SK: PROFILE',
            "my #PK: x\n      SK: PROFILE",
            [
                "14:7: not YAML: expected <block end>, but found '<block mapping start>'; from ' #' on it is a comment, so put the text in quotes: \"my #PK\""
            ],
            id="a_key_that_a_comment_cuts",
        ),
        pytest.param(
            "limit: 10",
            "limit: 10\n    limit: 11",
            [
                "35:5: access_patterns.list_orders.limit: duplicate key; it is given in line 34 already"
            ],
            id="a_duplicate_key",
        ),
        pytest.param(
            "limit: 10",
            "<<: {limit: 10}",
            [
                "34:5: access_patterns.list_orders.<<: merge keys (<<) are not part of YAML 1.2; write the settings out"
            ],
            id="a_merge_key",
        ),
        pytest.param(
            "limit: 10",
            "filter: !Sub {total: 5}",
            ["34:13: !Sub is a YAML tag, and a design has none"],
            id="a_tag_of_a_mapping",
        ),
        pytest.param(
            "limit: 10",
            "filter: {total: !Ref x}",
            [
                "34:21: access_patterns.list_orders.filter.total: !Ref is a YAML tag, and a design has none"
            ],
            id="a_tag",
        ),
        pytest.param(
            "limit: 10",
            "limit: *x",
            ["34:12: alias *x has no anchor before it"],
            id="an_alias_without_anchor",
        ),
        pytest.param(
            "get_user:",
            "1:",
            ["27:3: access_patterns[1]: a name is a text; put it in quotes: '1'"],
            id="a_name_that_is_a_number",
        ),
        pytest.param(
            "access_patterns:",
            "ignore: {PD104: }\naccess_patterns:",
            ["26:10: ignore.PD104: wanted a text, found nothing"],
            id="an_empty_setting",
        ),
    ],
)
def test_each_mistake_of_yaml_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize("name", ["shop", "shop-2.v_1", ".shop", "a" * 100])
def test_a_name_is_what_a_folder_may_be_called(
    name: str, changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    assert mistakes_of(changed("version: 1", f"version: 1\nname: {name}")) == []


@pytest.mark.parametrize("name", ["../shop", "a/b", "my shop", ".", "..", "bücher", "a\\b"])
def test_a_name_that_is_no_folder_s_is_refused(
    name: str, changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    (mistake,) = mistakes_of(changed("version: 1", f"version: 1\nname: {name}"))
    assert mistake == (
        f"2:1: name: '{name}' is not a name for a design; names have up to 100 letters, digits,"
        " '_', '-' and '.', and not only dots"
    )


def test_a_name_has_at_most_100_characters(
    changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    assert mistakes_of(changed("version: 1", f"version: 1\nname: {'a' * 101}")) == [
        "2:1: name: must have at most 100 characters"
    ]


def test_what_the_items_of_a_table_without_entities_have_is_not_known(
    mistakes_of: Callable[[str], list[str]],
) -> None:
    index = "{partition_key: status, projection: [anything]}"
    text = f"version: 1\ntables:\n  shop: {{partition_key: PK, indexes: {{by_status: {index}}}}}\n"

    assert mistakes_of(text) == []


def test_the_indexes_of_a_table_project_at_most_100_attributes(
    mistakes_of: Callable[[str], list[str]],
) -> None:
    names = ", ".join(f"a{number}" for number in range(101))
    index = f"{{partition_key: status, projection: [{names}]}}"
    text = f"version: 1\ntables:\n  shop: {{partition_key: PK, indexes: {{by_status: {index}}}}}\n"

    (mistake,) = mistakes_of(text)
    assert mistake == (
        "3:29: tables.shop.indexes: the indexes project 101 attributes; all lists of a table together"
        " take 100"
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "version: 1",
            "version: 2",
            ["1:1: version: 2 is not a known version; this release reads version 1"],
            id="an_unknown_version",
        ),
        pytest.param(
            "version: 1",
            'version: "1"',
            ["1:1: version: '1' is not a known version; this release reads version 1"],
            id="a_version_that_is_a_text",
        ),
        pytest.param(
            "version: 1",
            "version: true",
            ["1:1: version: true is not a known version; this release reads version 1"],
            id="a_version_that_is_a_boolean",
        ),
        pytest.param("version: 1\n", "", ["1:1: version is missing"], id="no_version"),
        pytest.param(
            "rate: 10",
            "raet: 10",
            ["30:5: access_patterns.get_user.raet: no setting 'raet'; did you mean 'rate'?"],
            id="an_unknown_setting",
        ),
        pytest.param(
            "rate: 10",
            "colour: red",
            [
                "30:5: access_patterns.get_user.colour: no setting 'colour'; settings here: description, table, index, get, query, scan, put, update, delete, batch_get, batch_write, transact_get, transact_write, condition, returns, filter, attributes, limit, newest_first, consistent_read, …"
            ],
            id="an_unknown_setting_near_nothing",
        ),
        pytest.param(
            "{min: 1, max: 100}",
            "{max: 100}",
            ["25:15: entities.Order.item.total.number: min is missing"],
            id="a_setting_that_is_missing",
        ),
        pytest.param(
            "rate: 10",
            "rate: fast",
            ["30:5: access_patterns.get_user.rate: wanted a number, found 'fast'"],
            id="a_text_for_a_number",
        ),
        pytest.param(
            "rate: 10",
            "description: 5",
            ["30:5: access_patterns.get_user.description: wanted a text, found 5"],
            id="a_number_for_a_text",
        ),
        pytest.param(
            "limit: 10",
            "newest_first: yes",
            ["34:5: access_patterns.list_orders.newest_first: wanted true or false, found 'yes'"],
            id="a_text_for_a_boolean",
        ),
        pytest.param(
            "{min: 1, max: 100}",
            "5",
            ["25:15: entities.Order.item.total.number: wanted a mapping, found 5"],
            id="a_number_for_a_mapping",
        ),
        pytest.param(
            "limit: 10",
            "attributes: total",
            ["34:5: access_patterns.list_orders.attributes: wanted a list, found 'total'"],
            id="a_text_for_a_list",
        ),
        pytest.param(
            "limit: 10",
            "limit: 2.5",
            ["34:5: access_patterns.list_orders.limit: wanted a whole number, found 2.5"],
            id="a_fraction_for_a_whole_number",
        ),
        pytest.param(
            "limit: 10",
            "limit: 0",
            ["34:5: access_patterns.list_orders.limit: must be at least 1, found 0"],
            id="zero_for_a_count",
        ),
        pytest.param(
            "limit: 10",
            'allow_scan: ""',
            ["34:5: access_patterns.list_orders.allow_scan: must not be empty"],
            id="an_empty_text",
        ),
        pytest.param(
            "write_units: 4",
            "write_unit: 4",
            [
                "43:14: access_patterns.place_order.budget.write_unit: no setting 'write_unit'; did you mean 'write_units'?"
            ],
            id="an_unknown_budget",
        ),
        pytest.param(
            "write_units: 4",
            "write_units: 0",
            [
                "43:14: access_patterns.place_order.budget.write_units: must be greater than 0, found 0"
            ],
            id="a_budget_of_nothing",
        ),
        pytest.param(
            "rate: 10",
            "rate: 0",
            ["30:5: access_patterns.get_user.rate: must be greater than 0, found 0"],
            id="a_rate_of_zero",
        ),
        pytest.param(
            "rate: 10",
            "rate: -1",
            ["30:5: access_patterns.get_user.rate: must be greater than 0, found -1"],
            id="a_negative_rate",
        ),
        pytest.param(
            "rate: 10",
            "rate: .nan",
            ["30:5: access_patterns.get_user.rate: wanted a finite number, found nan"],
            id="a_rate_that_is_no_number",
        ),
        pytest.param(
            "rate: 10",
            "rate: .inf",
            ["30:5: access_patterns.get_user.rate: wanted a finite number, found inf"],
            id="an_infinite_rate",
        ),
        pytest.param(
            "sort_key: GSI1SK}",
            "sort_key: GSI1SK, projection: ALLL}\n      GSI_2: {partition_kee: x}",
            [
                "7:55: tables.shop.indexes.GSI1.projection: 'ALLL' is not a projection; wanted ALL, KEYS_ONLY or a list of attributes; did you mean 'ALL'?",
                "8:15: tables.shop.indexes.GSI_2.partition_kee: no setting 'partition_kee'; did you mean 'partition_key'?",
            ],
            id="two_mistakes_at_once",
        ),
    ],
)
def test_each_mistake_of_form_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "partition_key: PK\n",
            "partition_kee: PK\n",
            [
                "3:3: tables.shop: partition_key is missing",
                "4:5: tables.shop.partition_kee: no setting 'partition_kee'; did you mean 'partition_key'?",
            ],
            id="a_table_without_partition_key",
        ),
        pytest.param(
            "sort_key: SK",
            "sortkey: SK",
            ["5:5: tables.shop.sortkey: no setting 'sortkey'; did you mean 'sort_key'?"],
            id="a_misspelt_sort_key",
        ),
        pytest.param(
            "sort_key: SK",
            "sort_key: [SK, SK2]",
            [
                "5:5: tables.shop.sort_key: a key of 2 attributes; this one takes one attribute; only a global index takes several"
            ],
            id="several_sort_keys_of_a_table",
        ),
        pytest.param(
            "sort_key: SK\n",
            "sort_key: PK\n",
            ["5:5: tables.shop.sort_key: 'PK' is the partition key already"],
            id="one_attribute_as_both_keys",
        ),
        pytest.param(
            "partition_key: GSI1PK",
            "partition_key: [a, b, c, d, e]",
            [
                "7:14: tables.shop.indexes.GSI1.partition_key: a key of 5 attributes; this one takes at most 4 attributes"
            ],
            id="five_partition_keys_of_an_index",
        ),
        pytest.param(
            "partition_key: GSI1PK",
            "partition_key: [a, a]",
            ["7:14: tables.shop.indexes.GSI1.partition_key: 'a' stands in the key twice"],
            id="one_attribute_twice_in_a_key",
        ),
        pytest.param(
            "partition_key: GSI1PK, ",
            "",
            ["7:7: tables.shop.indexes.GSI1: a global index needs a partition_key"],
            id="a_global_index_without_partition_key",
        ),
        pytest.param(
            "type: local, sort_key: status",
            "type: local",
            ["8:7: tables.shop.indexes.by_status: a local index needs a sort_key"],
            id="a_local_index_without_sort_key",
        ),
        pytest.param(
            "type: local",
            "type: local, partition_key: status",
            [
                "8:32: tables.shop.indexes.by_status.partition_key: a local index has its table's partition key, PK; leave it out"
            ],
            id="a_local_index_with_another_partition_key",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "",
            ["7:7: tables.shop.indexes.by_status: a table without a sort key takes no local index"],
            id="a_local_index_of_a_table_without_sort_key",
        ),
        pytest.param(
            "type: local",
            "type: locl",
            [
                "8:19: tables.shop.indexes.by_status.type: 'locl' is not a type; wanted global or local; did you mean 'local'?"
            ],
            id="an_unknown_kind_of_index",
        ),
        pytest.param(
            "      by_status:",
            "      local_0: {type: local, sort_key: total}\n      local_1: {type: local, sort_key: total}\n      local_2: {type: local, sort_key: total}\n      local_3: {type: local, sort_key: total}\n      local_4: {type: local, sort_key: total}\n      by_status:",
            [
                "6:5: tables.shop.indexes: 6 local indexes; a table takes 5",
                "30:7: entities.Order.item.total: total is a key of type S in table shop, and this makes a number (N); declare the key as {name: total, type: N}",
            ],
            id="six_local_indexes",
        ),
        pytest.param(
            "KEYS_ONLY",
            "KEY_ONLY",
            [
                "8:50: tables.shop.indexes.by_status.projection: 'KEY_ONLY' is not a projection; wanted ALL, KEYS_ONLY or a list of attributes; did you mean 'KEYS_ONLY'?"
            ],
            id="an_unknown_projection",
        ),
        pytest.param(
            "KEYS_ONLY",
            "[total, total]",
            ["8:50: tables.shop.indexes.by_status.projection: 'total' is projected twice"],
            id="an_attribute_projected_twice",
        ),
        pytest.param(
            "KEYS_ONLY",
            "[total, totl]",
            [
                "8:70: tables.shop.indexes.by_status.projection[1]: no attribute 'totl'; did you mean 'total'?"
            ],
            id="an_attribute_projected_that_no_item_has",
        ),
        pytest.param(
            "  shop:",
            "  my shop:",
            [
                "3:3: tables.my shop: 'my shop' is not a name for a table; names have 3 to 255 letters, digits, '_', '-' and '.'"
            ],
            id="a_table_name_with_a_space",
        ),
        pytest.param(
            "GSI1: {",
            "G1: {",
            [
                "7:7: tables.shop.indexes.G1: 'G1' is not a name for an index; names have 3 to 255 letters, digits, '_', '-' and '.'"
            ],
            id="an_index_name_that_is_too_short",
        ),
        pytest.param(
            "partition_key: PK",
            "partition_key: {name: PK, type: X}",
            ["4:31: tables.shop.partition_key.type: 'X' is not a type; wanted S, N or B"],
            id="an_unknown_key_type",
        ),
        pytest.param(
            "partition_key: GSI1PK, sort_key: GSI1SK",
            "partition_key: {name: status, type: N}, sort_key: {name: status, type: S}",
            [
                "7:54: tables.shop.indexes.GSI1.sort_key: 'status' is of type S here and of type N elsewhere",
                "7:54: tables.shop.indexes.GSI1.sort_key: 'status' is the partition key already",
                "16:7: entities.User.item.status: status is a key of type N in table shop, and this makes a string (S); declare the key as {name: status, type: S}",
            ],
            id="one_attribute_of_two_types",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    billing_mode: PROVISIONED\n",
            [
                "6:5: tables.shop.billing_mode: 'PROVISIONED' is not a billing mode; wanted PAY_PER_REQUEST or {read_capacity_units: …, write_capacity_units: …}"
            ],
            id="provisioned_without_units",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    billing_mode: {read_capacity_units: 1, write_capacity_units: 0}\n",
            ["6:44: tables.shop.billing_mode.write_capacity_units: must be at least 1, found 0"],
            id="provisioned_with_zero_units",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    billing_mode: {read_capacity_units: 5, write_capacity_units: 5}\n",
            [
                "8:7: tables.shop.indexes.GSI1: the table is provisioned, so this index needs billing_mode: {read_capacity_units: …, write_capacity_units: …}"
            ],
            id="a_provisioned_table_with_an_index_that_is_not",
        ),
        pytest.param(
            "sort_key: GSI1SK",
            "sort_key: GSI1SK, billing_mode: {read_capacity_units: 5, write_capacity_units: 5}",
            [
                "7:55: tables.shop.indexes.GSI1.billing_mode: the table is on demand, and its global indexes are too; leave it out"
            ],
            id="an_on_demand_table_with_a_provisioned_index",
        ),
        pytest.param(
            "sort_key: GSI1SK",
            "sort_key: GSI1SK, billing_mode: {read_capacity_units: 5, write_capacity_units: 5, autoscaling: {min: 9, max: 5}}",
            [
                "7:55: tables.shop.indexes.GSI1.billing_mode: the table is on demand, and its global indexes are too; leave it out",
                "7:119: tables.shop.indexes.GSI1.billing_mode.autoscaling: min 9 is greater than max 5",
            ],
            id="auto_scaling_from_more_to_less",
        ),
        pytest.param(
            "projection: KEYS_ONLY",
            "contributor_insights: true",
            [
                "8:50: tables.shop.indexes.by_status.contributor_insights: is for tables and global indexes; a local index has none of its own"
            ],
            id="contributor_insights_of_a_local_index",
        ),
        pytest.param(
            "projection: KEYS_ONLY",
            "max_throughput: {read_units_per_second: 5}",
            [
                "8:50: tables.shop.indexes.by_status.max_throughput: a local index shares its table's throughput"
            ],
            id="a_maximum_throughput_of_a_local_index",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    stream: NEW_IMAGES\n",
            [
                "6:5: tables.shop.stream: 'NEW_IMAGES' is not a stream; wanted KEYS_ONLY, NEW_IMAGE, OLD_IMAGE or NEW_AND_OLD_IMAGES; did you mean 'NEW_IMAGE'?"
            ],
            id="an_unknown_stream",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    encryption: KMS\n",
            [
                "6:5: tables.shop.encryption: 'KMS' is not an encryption; wanted AWS_OWNED, AWS_MANAGED or {kms_key: …}"
            ],
            id="an_unknown_encryption",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    point_in_time_recovery: {recovery_period_days: 36}\n",
            [
                "6:30: tables.shop.point_in_time_recovery.recovery_period_days: must be at most 35, found 36"
            ],
            id="a_recovery_period_of_36_days",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    replicas: [ireland]\n",
            [
                "6:16: tables.shop.replicas[0]: 'ireland' is not a region; regions look like eu-west-1"
            ],
            id="a_replica_that_is_no_region",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    multi_region_consistency: STRONG\n",
            ["6:5: tables.shop.multi_region_consistency: is for tables with replicas"],
            id="a_consistency_of_regions_without_replicas",
        ),
        pytest.param(
            "    sort_key: SK\n",
            '    sort_key: SK\n    tags: {"": x}\n',
            [
                "6:12: tables.shop.tags.: a tag has a key of 1 to 128 characters and a value of up to 256"
            ],
            id="a_tag_without_key",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    billing_mode: {read_capacity_units: 5, write_capacity_units: 5}\n    max_throughput: {read_units_per_second: 5}\n",
            [
                "7:5: tables.shop.max_throughput: is for on-demand tables; this one is provisioned",
                "9:7: tables.shop.indexes.GSI1: the table is provisioned, so this index needs billing_mode: {read_capacity_units: …, write_capacity_units: …}",
            ],
            id="a_maximum_throughput_of_a_provisioned_table",
        ),
        pytest.param(
            "    sort_key: SK\n    indexes:\n      GSI1: {",
            "    sort_key: SK\n    billing_mode: {read_capacity_units: 5, write_capacity_units: 5}\n    indexes:\n      GSI1: {billing_mode: {read_capacity_units: 5, write_capacity_units: 5}, max_throughput: {read_units_per_second: 5}, ",
            [
                "8:79: tables.shop.indexes.GSI1.max_throughput: is for on-demand tables; this one is provisioned"
            ],
            id="a_maximum_throughput_of_a_provisioned_index",
        ),
        pytest.param(
            "partition_key: GSI1PK",
            "partition_key: kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
            ["7:14: tables.shop.indexes.GSI1.partition_key: must have at most 255 characters"],
            id="a_key_of_256_characters",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    kinesis_stream: arn\n",
            ["6:5: tables.shop.kinesis_stream: must have at least 37 characters"],
            id="a_short_arn",
        ),
        pytest.param(
            "    sort_key: SK\n",
            "    sort_key: SK\n    vector_indexes: {v: {}}\n",
            [
                "6:22: tables.shop.vector_indexes.v: 'v' is not a name for an index; names have 3 to 255 letters, digits, '_', '-' and '.'"
            ],
            id="a_short_name_of_a_vector_index",
        ),
    ],
)
def test_each_mistake_of_tables_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            "population: 100",
            "population: 0",
            ["11:5: entities.User.population: must be at least 1, found 0"],
            id="a_population_of_zero",
        ),
        pytest.param(
            "population: 100",
            "population: 1.5",
            ["11:5: entities.User.population: wanted a whole number, found 1.5"],
            id="a_population_that_is_no_whole_number",
        ),
        pytest.param(
            "population: 100",
            "population: 99_000_000_000",
            ["11:5: entities.User.population: must be at most 1,000,000,000, found 99,000,000,000"],
            id="an_absurd_population",
        ),
        pytest.param(
            "    population: 100\n",
            "",
            ["10:3: entities.User: population or belongs_to is missing: how many are there?"],
            id="neither_population_nor_parent",
        ),
        pytest.param(
            "    belongs_to",
            "    population: 5\n    belongs_to",
            [
                "18:5: entities.Order.population: population and belongs_to exclude each other; parents decide how many there are"
            ],
            id="both_population_and_parent",
        ),
        pytest.param(
            "mean: 5",
            "mean: 0",
            ["18:25: entities.Order.belongs_to.User.mean: must be greater than 0, found 0"],
            id="a_mean_of_zero",
        ),
        pytest.param(
            "mean: 5",
            "mean: 51",
            [
                "18:18: entities.Order.belongs_to.User: no parent may have more than 50, so the mean cannot be 51"
            ],
            id="a_mean_above_the_maximum",
        ),
        pytest.param(
            "mean: 5, max: 50",
            "mean: 1e8",
            [
                "18:5: entities.Order.belongs_to: makes 10,000,000,000 items; a design takes up to 1,000,000,000 of an entity"
            ],
            id="an_absurd_number_of_children",
        ),
        pytest.param(
            "belongs_to: {User",
            "belongs_to: {Usr",
            ["18:18: entities.Order.belongs_to.Usr: no entity 'Usr'; did you mean 'User'?"],
            id="an_unknown_parent",
        ),
        pytest.param(
            "belongs_to: {User: {mean: 5, max: 50}}",
            "belongs_to: {User}",
            ['18:17: entities.Order.belongs_to: a template is written in quotes: "{User}"'],
            id="a_parent_without_quotes_or_settings",
        ),
        pytest.param(
            "population: 100",
            "belongs_to: Order",
            ["18:5: entities.Order.belongs_to: belongs to itself: Order → User → Order"],
            id="an_entity_that_belongs_to_itself",
        ),
        pytest.param(
            "  Order:",
            "  My Order:",
            [
                "17:3: entities.My Order: 'My Order' is not a name for an entity; it has to be a Python identifier",
                "33:5: access_patterns.list_orders.returns: no entity 'Order'; did you mean 'My Order'?",
                "41:5: access_patterns.place_order.put: no entity 'Order'; did you mean 'My Order'?",
            ],
            id="a_name_that_is_no_identifier",
        ),
        pytest.param(
            "population: 100",
            "population: 100\n    plural: the users",
            ["12:5: entities.User.plural: 'the users' is not a Python identifier"],
            id="a_plural_that_is_no_identifier",
        ),
        pytest.param(
            "population: 100",
            "population: 100\n    table: shp",
            ["12:5: entities.User.table: no table 'shp'; did you mean 'shop'?"],
            id="an_unknown_table",
        ),
        pytest.param(
            "tables:",
            "tables:\n  other: {partition_key: id}",
            [
                "11:3: entities.User: table is missing; the design has several: other, shop",
                "18:3: entities.Order: table is missing; the design has several: other, shop",
                "28:3: access_patterns.get_user: table is missing; the design has several: other, shop",
                "32:3: access_patterns.list_orders: table is missing; the design has several: other, shop",
                "36:3: access_patterns.pay_order: table is missing; the design has several: other, shop",
            ],
            id="no_table_where_there_are_several",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "",
            [
                "12:5: entities.User.item: SK, the sort key of table shop, is missing; it has PK, user_id, status"
            ],
            id="an_item_without_the_sort_key",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: {value: PROFILE, present: 0.5}\n",
            ["14:7: entities.User.item.SK: every item of table shop must have its key SK"],
            id="a_key_not_every_item_has",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: 5\n",
            [
                "14:7: entities.User.item.SK: SK is a key of type S in table shop, and this makes a number (N); declare the key as {name: SK, type: N}"
            ],
            id="a_key_of_another_type",
        ),
        pytest.param(
            "{partition_key: GSI1PK",
            "{partition_key: {name: GSI1PK, type: N}",
            [
                "22:7: entities.Order.item.GSI1PK: GSI1PK is a key of type N in table shop, and this makes a string (S); declare the key as {name: GSI1PK, type: S}"
            ],
            id="a_key_declared_as_a_number",
        ),
        pytest.param(
            'SK: "ORDER#{created_at}"\n',
            'SK: "{total}"\n',
            [
                "21:7: entities.Order.item.SK: SK is a key of type S in table shop, and this makes a number (N); declare the key as {name: SK, type: N}"
            ],
            id="a_key_whose_placeholder_is_a_number",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: {faker: boolean}\n",
            [
                "14:7: entities.User.item.SK: SK is a key of type S in table shop, and this makes a boolean (BOOL)"
            ],
            id="a_key_that_faker_makes_a_boolean",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: {choice: [a, 1]}\n",
            [
                "14:7: entities.User.item.SK: SK is a key of type S in table shop, and this makes values of several types"
            ],
            id="a_key_of_several_types",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            '      SK: ""\n',
            ["14:7: entities.User.item.SK: SK is a key, and a key must not be empty"],
            id="an_empty_key",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: {text_bytes: {min: 0, max: 9}}\n",
            ["14:7: entities.User.item.SK: SK is a key, and a key must not be empty"],
            id="a_key_that_may_be_empty",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            "      SK: {text_bytes: 3_000}\n",
            ["14:7: entities.User.item.SK: a key has at most 2,048 bytes, a sort key 1,024"],
            id="a_key_that_is_too_long",
        ),
        pytest.param(
            "access_patterns:",
            "seeds: {Usr: []}\naccess_patterns:",
            ["26:9: seeds.Usr: no entity 'Usr'; did you mean 'User'?"],
            id="a_seed_of_an_unknown_entity",
        ),
        pytest.param(
            "access_patterns:",
            "seeds: {User: [{user_id: a, nme: b}]}\naccess_patterns:",
            ["26:29: seeds.User[0].nme: no attribute 'nme'; attributes: PK, SK, user_id, status"],
            id="a_seed_with_an_unknown_attribute",
        ),
        pytest.param(
            "access_patterns:",
            "seeds: {User: [{user_id: .inf}]}\naccess_patterns:",
            ["26:17: seeds.User[0].user_id: inf is not a number DynamoDB can hold"],
            id="a_seed_with_an_infinite_number",
        ),
        pytest.param(
            "      SK: PROFILE\n",
            '      SK: PROFILE\n      "": x\n',
            ["15:7: entities.User.item.: an attribute's name has 1 to 65,535 bytes"],
            id="an_attribute_without_name",
        ),
        pytest.param(
            "access_patterns:",
            "seeds: {User: [{user_id: [a]}]}\naccess_patterns:",
            [
                "26:17: seeds.User[0].user_id: wanted a text, a number, true or false or binary data, found a list"
            ],
            id="a_seed_with_a_list",
        ),
        pytest.param(
            "access_patterns:",
            'ignore: {PD104: " "}\naccess_patterns:',
            ["26:10: ignore.PD104: say why 'PD104' does not apply"],
            id="a_rule_ignored_without_reason",
        ),
    ],
)
def test_each_mistake_of_entities_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            'SK: "ORDER#{created_at}"\n',
            'SK: "ORDER#{creatd_at}"\n',
            [
                "21:7: entities.Order.item.SK: no attribute 'creatd_at' in Order or its ancestors (User); did you mean 'created_at'?"
            ],
            id="an_unknown_placeholder",
        ),
        pytest.param(
            "{faker: uuid4}",
            '{map: {a: "{usr_id}"}}',
            [
                "15:7: entities.User.item.user_id: no attribute 'usr_id' in User; did you mean 'user_id'?"
            ],
            id="an_unknown_placeholder_in_a_map",
        ),
        pytest.param(
            "suspended: 1}",
            "suspended: 1}, when: {usr_id: 1}",
            [
                "16:7: entities.User.item.status: no attribute 'usr_id' in User; did you mean 'user_id'?"
            ],
            id="an_unknown_attribute_to_depend_on",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{shard_of: usr_id, count: 5}",
            [
                "15:7: entities.User.item.user_id: no attribute 'usr_id' in User; did you mean 'user_id'?"
            ],
            id="an_unknown_attribute_to_shard",
        ),
        pytest.param(
            "SK: PROFILE\n",
            'SK: "{SK}"\n',
            [
                "14:7: entities.User.item.SK: {SK} in the definition of SK itself is the SK of ancestors; it has none"
            ],
            id="a_placeholder_for_itself",
        ),
        pytest.param(
            "order_id: {ulid: true}",
            'order_id: "{GSI1PK}"',
            ["22:7: entities.Order.item.GSI1PK: refers to itself: GSI1PK → order_id → GSI1PK"],
            id="templates_in_a_circle",
        ),
        pytest.param(
            "SK: PROFILE\n",
            'SK: "{b0}"\n      b0: "{b1}{b1}"\n      b1: "{b2}{b2}"\n      b2: "{b3}{b3}"\n      b3: "{b4}{b4}"\n      b4: "{b5}{b5}"\n      b5: "{b6}{b6}"\n      b6: "{b7}{b7}"\n      b7: "{b8}{b8}"\n      b8: "{b9}{b9}"\n      b9: "{b10}{b10}"\n      b10: x\n',
            ["16:7: entities.User.item.b1: templates in templates come to more than 1,000 parts"],
            id="templates_that_explode",
        ),
        pytest.param(
            "SK: PROFILE\n",
            'SK: "{b0}"\n      b0: "{b1}"\n      b1: "{b2}"\n      b2: "{b3}"\n      b3: "{b4}"\n      b4: "{b5}"\n      b5: "{b6}"\n      b6: "{b7}"\n      b7: "{b8}"\n      b8: "{b9}"\n      b9: "{b10}"\n      b10: "{b11}"\n      b11: "{b12}"\n      b12: "{b13}"\n      b13: "{b14}"\n      b14: "{b15}"\n      b15: "{b16}"\n      b16: "{b17}"\n      b17: "{b18}"\n      b18: "{b19}"\n      b19: "{b20}"\n      b20: "{b21}"\n      b21: "{b22}"\n      b22: "{b23}"\n      b23: "{b24}"\n      b24: "{b25}"\n      b25: "{b26}"\n      b26: "{b27}"\n      b27: "{b28}"\n      b28: "{b29}"\n      b29: "{b30}"\n      b30: "{b31}"\n      b31: "{b32}"\n      b32: "{b33}"\n      b33: "{b34}"\n      b34: "{b35}"\n      b35: "{b36}"\n      b36: "{b37}"\n      b37: "{b38}"\n      b38: "{b39}"\n      b39: "{b40}"\n      b40: x\n',
            ["23:7: entities.User.item.b8: templates in templates go more than 32 deep"],
            id="templates_that_nest_too_deep",
        ),
        pytest.param(
            '"USER#{user_id}"\n      SK: P',
            '"USER#{user_id"\n      SK: P',
            [
                "13:7: entities.User.item.PK: the braces in 'USER#{user_id' do not match; write {{ and }} for literal braces"
            ],
            id="braces_that_do_not_match",
        ),
        pytest.param(
            '"USER#{user_id}"\n      SK: P',
            '"USER#{}"\n      SK: P',
            [
                "13:7: entities.User.item.PK: '{}' is not a placeholder; write an attribute's name between the braces, or {{ and }} for literal braces"
            ],
            id="a_placeholder_without_name",
        ),
        pytest.param(
            '"USER#{user_id}"\n      SK: P',
            '"USER#{user_id!x}"\n      SK: P',
            [
                "13:7: entities.User.item.PK: '!x' is not a conversion; there are !l (lower case) and !u (upper case)"
            ],
            id="an_unknown_conversion",
        ),
        pytest.param(
            'SK: "ORDER#{created_at}"\n',
            'SK: "ORDER#{created_at:08d}"\n',
            [
                "21:7: entities.Order.item.SK: the format of {created_at:08d} does not suit created_at, which is a moment"
            ],
            id="a_number_format_for_a_moment",
        ),
        pytest.param(
            'SK: "ORDER#{created_at}"\n',
            'SK: "ORDER#{total:%Y}"\n',
            [
                "21:7: entities.Order.item.SK: the format of {total:%Y} does not suit total, which is a number"
            ],
            id="a_date_format_for_a_number",
        ),
        pytest.param(
            'SK: "ORDER#{created_at}"\n',
            'SK: "ORDER#{total:99999f}"\n',
            [
                "21:7: entities.Order.item.SK: the format of {total:99999f} is too wide; a key has at most 2,048 bytes"
            ],
            id="a_format_that_is_too_wide",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{fakr: uuid4}",
            [
                "15:7: entities.User.item.user_id: {fakr: …} is not a way to make a value; did you mean 'faker'?"
            ],
            id="an_unknown_maker",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{faker: uuid4, choice: {a: 1}}",
            [
                "15:31: entities.User.item.user_id.choice: no setting 'choice'; settings here: present, when, cardinality, faker, args, unique"
            ],
            id="two_makers",
        ),
        pytest.param(
            "{faker: uuid4}",
            "[a, b]",
            [
                "15:7: entities.User.item.user_id: a bare list is not a value; write {choice: […]} or {list: {of: …, length: …}}"
            ],
            id="a_bare_list",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{street: x, town: y}",
            [
                "15:7: entities.User.item.user_id: {street: …, town: …} is not a way to make a value; did you mean 'set'?"
            ],
            id="a_bare_mapping",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{faker: uuid}",
            [
                "15:7: entities.User.item.user_id: Faker has no provider 'uuid'; did you mean 'uuid7'?"
            ],
            id="an_unknown_provider",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{faker: pystr, args: {max_char: 5}}",
            [
                "15:7: entities.User.item.user_id: Faker's pystr takes no argument 'max_char'; did you mean 'max_chars'?"
            ],
            id="an_unknown_argument_of_a_provider",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{faker: pystr, args: {min_chars: a}}",
            [
                "15:7: entities.User.item.user_id: Faker's pystr does not work with these args: '>=' not supported between instances of 'int' and 'str'"
            ],
            id="an_argument_that_does_not_work",
        ),
        pytest.param(
            "{active: 9, suspended: 1}",
            "{active: 0}",
            ["16:25: entities.User.item.status.choice.active: must be greater than 0, found 0"],
            id="a_weight_of_zero",
        ),
        pytest.param(
            "{active: 9, suspended: 1}",
            "{}",
            ["16:16: entities.User.item.status.choice: must not be empty"],
            id="a_choice_of_nothing",
        ),
        pytest.param(
            "{min: 1, max: 100}",
            "{min: 200, max: 100}",
            ["25:7: entities.Order.item.total: min 200 is greater than max 100"],
            id="a_range_from_more_to_less",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{text_bytes: {min: 5, max: 2}}",
            [
                "15:7: entities.User.item.user_id: sizes from 5 to 2 do not work; wanted 0 ≤ min ≤ max ≤ 409,600, the size of the largest item"
            ],
            id="sizes_from_more_to_less",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{text_bytes: 500_000}",
            [
                "15:7: entities.User.item.user_id: sizes from 500000 to 500000 do not work; wanted 0 ≤ min ≤ max ≤ 409,600, the size of the largest item"
            ],
            id="a_text_larger_than_an_item",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{set: {of: {faker: name}, length: 0}}",
            [
                "15:7: entities.User.item.user_id: sizes from 0 to 0 do not work; wanted 1 ≤ min ≤ max ≤ 409,600, the size of the largest item"
            ],
            id="an_empty_set",
        ),
        pytest.param(
            "-30d",
            "30 days",
            [
                "24:32: entities.Order.item.created_at.timestamp.since: '30 days' is not a span of time; write a number of seconds, or a number and one of s, m, h, d and w, such as 12h"
            ],
            id="a_span_in_words",
        ),
        pytest.param(
            "-30d",
            "30d",
            ["24:7: entities.Order.item.created_at: since lies in the past; write -30d"],
            id="a_span_into_the_future",
        ),
        pytest.param(
            "-30d",
            "-900_000d",
            [
                "24:32: entities.Order.item.created_at.timestamp.since: '-900_000d' is not a span of time; write a number of seconds, or a number and one of s, m, h, d and w, such as 12h"
            ],
            id="a_span_of_millennia",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{epoch_seconds: 99999999999999}",
            ["15:7: entities.User.item.user_id: 99999999999999 is longer than a century"],
            id="an_offset_of_millennia",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{epoch_milliseconds: 10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000}",
            [
                "15:7: entities.User.item.user_id: '10000000000000000000000000000000000000000000000000000000000…' is longer than a century"
            ],
            id="an_offset_beyond_all_numbers",
        ),
        pytest.param(
            "{faker: uuid4}",
            "10000000000000000000000000000000000000001",
            [
                "15:7: entities.User.item.user_id: a DynamoDB number has up to 38 digits, and 10000000000000000000000000000000000000001 has more"
            ],
            id="a_number_of_41_digits",
        ),
        pytest.param(
            "{faker: uuid4}",
            ".inf",
            ["15:7: entities.User.item.user_id: inf is not a number DynamoDB can hold"],
            id="an_infinite_constant",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{faker: uuid4, present: 1.5}",
            ["15:31: entities.User.item.user_id.present: must be at most 1, found 1.5"],
            id="a_share_above_one",
        ),
        pytest.param(
            "{faker: uuid4}",
            "{random_shard: 0}",
            ["15:17: entities.User.item.user_id.random_shard: must be at least 1, found 0"],
            id="no_shards",
        ),
        pytest.param(
            "{ulid: true}",
            "{ulid: false}",
            ["23:18: entities.Order.item.order_id.ulid: wanted true, found false"],
            id="a_false_ulid",
        ),
    ],
)
def test_each_mistake_of_values_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param(
            '    get: {PK: "USER#{user_id}", SK: PROFILE}\n',
            "",
            [
                "27:3: access_patterns.get_user: no operation; wanted one of get, query, scan, put, update, delete, batch_get, batch_write, transact_get, transact_write"
            ],
            id="no_operation",
        ),
        pytest.param(
            "    rate: 10",
            "    query: {PK: a}",
            [
                "27:3: access_patterns.get_user: get and query exclude each other; a pattern has one operation"
            ],
            id="two_operations",
        ),
        pytest.param(
            "put: Order",
            "scan: false",
            ["41:5: access_patterns.place_order.scan: wanted true, found false"],
            id="a_scan_that_is_false",
        ),
        pytest.param(
            "returns: User",
            "returns: Usr",
            ["29:5: access_patterns.get_user.returns: no entity 'Usr'; did you mean 'User'?"],
            id="an_unknown_entity_to_return",
        ),
        pytest.param(
            "put: Order",
            "put: Ordr",
            ["41:5: access_patterns.place_order.put: no entity 'Ordr'; did you mean 'Order'?"],
            id="an_unknown_entity_to_put",
        ),
        pytest.param(
            "keys: {User",
            "keys: {Usr",
            ["42:12: access_patterns.place_order.keys.Usr: no entity 'Usr'; did you mean 'User'?"],
            id="an_unknown_entity_to_choose",
        ),
        pytest.param(
            "put: Order",
            "batch_get: {of: Ordr, count: 5}",
            [
                "41:17: access_patterns.place_order.batch_get.of: no entity 'Ordr'; did you mean 'Order'?"
            ],
            id="an_unknown_entity_in_a_batch",
        ),
        pytest.param(
            "limit: 10",
            "table: shp",
            ["34:5: access_patterns.list_orders.table: no table 'shp'; did you mean 'shop'?"],
            id="an_unknown_table",
        ),
        pytest.param(
            "limit: 10",
            "index: GSI2",
            [
                "34:5: access_patterns.list_orders.index: no index of table shop is named 'GSI2'; did you mean 'GSI1'?"
            ],
            id="an_unknown_index",
        ),
        pytest.param(
            'PK: "USER#{user_id}", SK: {bet',
            'PKK: "USER#{user_id}", SK: {bet',
            [
                "32:13: access_patterns.list_orders.query.PKK: no attribute 'PKK'; did you mean 'PK'?"
            ],
            id="an_unknown_attribute_in_a_query",
        ),
        pytest.param(
            "limit: 10",
            "filter: {totl: 5}",
            [
                "34:14: access_patterns.list_orders.filter.totl: no attribute 'totl'; did you mean 'total'?"
            ],
            id="an_unknown_attribute_in_a_filter",
        ),
        pytest.param(
            "limit: 10",
            "attributes: [totl]",
            [
                "34:5: access_patterns.list_orders.attributes: no attribute 'totl' in the own item of Order; did you mean 'total'?"
            ],
            id="an_unknown_attribute_to_return",
        ),
        pytest.param(
            "set: {total: 0}",
            "set: {totl: 0}",
            [
                "38:13: access_patterns.pay_order.update.set.totl: no attribute 'totl' in the own item of any entity in table shop; did you mean 'total'?"
            ],
            id="an_unknown_attribute_to_set",
        ),
        pytest.param(
            "set: {total: 0}",
            "remove: [totl]",
            [
                "38:7: access_patterns.pay_order.update.remove: no attribute 'totl' in the own item of any entity in table shop; did you mean 'total'?"
            ],
            id="an_unknown_attribute_to_remove",
        ),
        pytest.param(
            "attribute_exists(PK)",
            "attribute_exists(PKK) AND NOT total > 5",
            ["39:5: access_patterns.pay_order.condition: no attribute 'PKK'; did you mean 'PK'?"],
            id="an_unknown_attribute_in_a_condition",
        ),
        pytest.param(
            "attribute_exists(PK)",
            "attribute_exist(PK)",
            [
                "39:5: access_patterns.pay_order.condition: no function 'attribute_exist' in conditions; did you mean 'attribute_exists'?"
            ],
            id="an_unknown_function_in_a_condition",
        ),
        pytest.param(
            "set: {total: 0}",
            "set: {SK: x}",
            [
                "38:13: access_patterns.pay_order.update.set.SK: SK is part of the key of table shop, which an update cannot change"
            ],
            id="a_change_of_the_key",
        ),
        pytest.param(
            "      set: {total: 0}\n",
            "",
            [
                "36:5: access_patterns.pay_order.update: an update needs one of set, add, remove and delete"
            ],
            id="an_update_of_nothing",
        ),
        pytest.param(
            "    rate: 10",
            "    index: GSI1\n    newest_first: true\n    condition: attribute_exists(PK)",
            [
                "30:5: access_patterns.get_user.index: is for query and scan; this pattern is a get",
                "31:5: access_patterns.get_user.newest_first: is for query; this pattern is a get",
                "32:5: access_patterns.get_user.condition: is for delete, put and update; this pattern is a get",
            ],
            id="a_setting_of_other_operations",
        ),
        pytest.param(
            'between: ["ORDER#{from}", "ORDER#{to}"]',
            'between: ["ORDER#{from}"]',
            ["32:40: access_patterns.list_orders.query.SK.between: must have 2 values, has 1"],
            id="one_value_to_lie_between",
        ),
        pytest.param(
            'between: ["ORDER#{from}", "ORDER#{to}"]',
            "begins_wth: a",
            [
                "32:40: access_patterns.list_orders.query.SK.begins_wth: no setting 'begins_wth'; did you mean 'begins_with'?"
            ],
            id="an_unknown_comparison",
        ),
        pytest.param(
            'between: ["ORDER#{from}", "ORDER#{to}"]',
            'begins_with: a, "=": b',
            [
                "32:35: access_patterns.list_orders.query.SK: wanted one comparison of =, <, <=, >, >=, between, begins_with; found 2"
            ],
            id="two_comparisons",
        ),
        pytest.param(
            "put: Order",
            "batch_write: {put: Order, count: 26}",
            ["41:31: access_patterns.place_order.batch_write.count: must be at most 25, found 26"],
            id="a_batch_of_26_writes",
        ),
        pytest.param(
            "put: Order",
            "batch_get: {of: Order}",
            ["41:5: access_patterns.place_order.batch_get: count is missing"],
            id="a_batch_without_count",
        ),
        pytest.param(
            "put: Order",
            "batch_write: {count: 5}",
            [
                "41:5: access_patterns.place_order.batch_write: wanted one of put and delete, with the name of an entity"
            ],
            id="a_batch_of_nothing",
        ),
        pytest.param(
            "put: Order",
            "transact_write: [{put: Order, delete: {PK: a}}]",
            [
                "41:22: access_patterns.place_order.transact_write[0]: a step is one of put, update, delete and check; found put and delete"
            ],
            id="two_operations_in_a_step",
        ),
        pytest.param(
            "put: Order",
            "transact_write: [{check: {PK: a, SK: b}}]",
            ["41:22: access_patterns.place_order.transact_write[0]: a check needs a condition"],
            id="a_check_without_condition",
        ),
        pytest.param(
            "zipf: 0.9",
            "zipf: 0",
            ["42:19: access_patterns.place_order.keys.User.zipf: must be greater than 0, found 0"],
            id="a_zipf_exponent_of_zero",
        ),
        pytest.param(
            "zipf: 0.9",
            "zipf: 200",
            [
                "42:19: access_patterns.place_order.keys.User.zipf: an exponent above 100 leaves one key only"
            ],
            id="an_extreme_zipf_exponent",
        ),
        pytest.param(
            "{zipf: 0.9}",
            "zipf",
            [
                "42:12: access_patterns.place_order.keys.User: 'zipf' is not a distribution; wanted uniform, latest, sequential, {zipf: …}, {hotset: {keys: …, requests: …}} or {weighted: […]}"
            ],
            id="zipf_without_exponent",
        ),
        pytest.param(
            "{zipf: 0.9}",
            "{zipf: 1, hotset: {keys: 0.1, requests: 0.9}}",
            [
                "42:12: access_patterns.place_order.keys.User: wanted one of {zipf: …}, {hotset: {keys: …, requests: …}} and {weighted: […]}"
            ],
            id="two_distributions",
        ),
        pytest.param(
            "{zipf: 0.9}",
            "{shuffle: true}",
            [
                "42:12: access_patterns.place_order.keys.User: wanted one of {zipf: …}, {hotset: {keys: …, requests: …}} and {weighted: […]}"
            ],
            id="a_shuffle_of_nothing",
        ),
        pytest.param(
            "{zipf: 0.9}",
            "{weighted: [0, 0]}",
            [
                "42:19: access_patterns.place_order.keys.User.weighted: one weight at least must be above 0"
            ],
            id="weights_of_nothing",
        ),
        pytest.param(
            "{zipf: 0.9}",
            "{weighted: [1, -2]}",
            [
                "42:33: access_patterns.place_order.keys.User.weighted[1]: must be at least 0, found -2"
            ],
            id="a_weight_below_nothing",
        ),
        pytest.param(
            "ORDER#{from}",
            "ITEM#{from}",
            [
                "32:35: access_patterns.list_orders.query.SK: 'ITEM#{from}' does not fit Order's SK, 'ORDER#{created_at}', so {from} stands for no attribute; declare it under parameters if that is meant"
            ],
            id="a_placeholder_that_fits_no_attribute",
        ),
        pytest.param(
            'query: {PK: "USER#{user_id}", SK: {between: ["ORDER#{from}", "ORDER#{to}"]}}',
            'query: {GSI1SK: "{order_id}"}',
            [
                "32:13: access_patterns.list_orders.query.GSI1SK: Order has no attribute 'GSI1SK', so {order_id} stands for none; did you mean 'GSI1PK'?"
            ],
            id="a_placeholder_in_a_key_that_the_entity_lacks",
        ),
        pytest.param(
            'query: {PK: "USER#{user_id}", SK: {between: ["ORDER#{from}", "ORDER#{to}"]}}',
            'query: {GSI1PK: "ORDER#{order_id}", total: {">": "X#{order_id}#{total}"}}',
            [
                "32:41: access_patterns.list_orders.query.total: {total} stands where Order has no attribute; declare it under parameters"
            ],
            id="a_placeholder_with_the_name_of_an_attribute_elsewhere",
        ),
        pytest.param(
            "attribute_exists(PK)",
            "total = {ttal}",
            [
                "39:5: access_patterns.pay_order.condition: {ttal} stands where Order has no attribute; did you mean 'total'? Or declare it under parameters"
            ],
            id="a_placeholder_in_a_condition_near_an_attribute",
        ),
        pytest.param(
            '    get: {PK: "USER#{user_id}", SK: PROFILE}\n    returns: User\n',
            '    get: {PK: "CUSTOMER#{id}", SK: PROFILE}\n',
            [
                "28:11: access_patterns.get_user.get.PK: nothing in table shop has a key like this, so {id} stands for no attribute; declare it under parameters"
            ],
            id="a_key_that_no_entity_has",
        ),
        pytest.param(
            "attribute_exists(PK)",
            "total = {total",
            [
                "39:5: access_patterns.pay_order.condition: the braces in 'total = {total' do not match; write {{ and }} for literal braces"
            ],
            id="braces_that_do_not_match",
        ),
        pytest.param(
            "ORDER#{from}",
            "ORDER#{from:08d}",
            [
                "32:35: access_patterns.list_orders.query.SK: the format of {from:08d} does not suit from, which is a moment"
            ],
            id="a_format_that_does_not_suit_the_attribute",
        ),
        pytest.param(
            'SK: {between: ["ORDER#{from}", "ORDER#{to}"]}}',
            'SK: {between: ["ORDER#{from:%Y}", "ORDER#{to}"]}}\n    parameters: {from: {int: {min: 1, max: 5}}}',
            [
                "32:35: access_patterns.list_orders.query.SK: the format of {from:%Y} does not suit from, which is a number"
            ],
            id="a_format_that_does_not_suit_the_parameter",
        ),
        pytest.param(
            "SK: PROFILE}\n    returns",
            "SK: .inf}\n    returns",
            ["28:33: access_patterns.get_user.get.SK: inf is not a number DynamoDB can hold"],
            id="an_infinite_operand",
        ),
        pytest.param(
            "limit: 10",
            'filter: {total: {"<": .inf}}',
            [
                "34:14: access_patterns.list_orders.filter.total: inf is not a number DynamoDB can hold"
            ],
            id="an_infinite_comparison",
        ),
        pytest.param(
            "limit: 10",
            "parameters: {from: {set: {of: {ulid: true}}}, to: {set: {of: {list: {of: x}}}}}",
            [
                "34:62: access_patterns.list_orders.parameters.to.set.of: a set holds strings, numbers or binary data, all of one type, and not a list (L); a list holds anything: {list: {of: …}}"
            ],
            id="a_set_of_lists_as_a_parameter",
        ),
        pytest.param(
            "limit: 10",
            'parameters: {form: "x"}',
            [
                "34:18: access_patterns.list_orders.parameters.form: no placeholder {form} in this pattern; did you mean 'from'?"
            ],
            id="a_parameter_without_use",
        ),
        pytest.param(
            "limit: 10",
            "fan_out: shard",
            [
                "34:5: access_patterns.list_orders.fan_out: no placeholder 'shard'; placeholders: user_id, from, to"
            ],
            id="a_fan_out_over_nothing",
        ),
        pytest.param(
            "limit: 10",
            "fan_out: user_id",
            [
                "34:5: access_patterns.list_orders.fan_out: {user_id} is not made by shard_of or random_shard"
            ],
            id="a_fan_out_over_something_else",
        ),
    ],
)
def test_each_mistake_of_patterns_is_named(
    old: str,
    new: str,
    expected: list[str],
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    assert mistakes_of(changed(old, new)) == expected


@pytest.mark.parametrize(
    ("of", "kind"),
    [
        ("{map: {a: x}}", "a map (M)"),
        ("{list: {of: x}}", "a list (L)"),
        ("{set: {of: x}}", "a set"),
        ("true", "a boolean (BOOL)"),
        ("null", "null (NULL)"),
        ("{choice: [1, x]}", "values of several types"),
        ("{choice: {false: 1}}", "a boolean (BOOL)"),
        ("{faker: pybool}", "a boolean (BOOL)"),
        ('"{flags}"', "a map (M)"),
    ],
)
def test_a_set_holds_only_what_dynamodbs_sets_hold(
    of: str,
    kind: str,
    changed: Callable[[str, str], str],
    mistakes_of: Callable[[str], list[str]],
) -> None:
    total = "total: {number: {min: 1, max: 100}}"
    message = (
        f"a set holds strings, numbers or binary data, all of one type, and not {kind};"
        " a list holds anything: {list: {of: …}}"
    )

    assert mistakes_of(
        changed(total, f"flags: {{map: {{a: x}}}}\n      total: {{set: {{of: {of}}}}}")
    ) == [f"26:21: entities.Order.item.total.set.of: {message}"]


def test_a_set_deep_inside_is_looked_at_too(
    changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    total = "total: {number: {min: 1, max: 100}}"
    deep = 'flag: true\n      total: {map: {a: {list: {of: {set: {of: "{flag}"}}}}}}'

    assert mistakes_of(changed(total, deep)) == [
        "26:43: entities.Order.item.total.map.a.list.of.set.of: a set holds strings, numbers or binary data, all of one type, and not a boolean (BOOL); a list holds anything: {list: {of: …}}"
    ]
    assert mistakes_of(changed(total, deep.replace("flag: true", "flag: 1"))) == []


def test_half_of_a_surrogate_pair_is_no_character(
    changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    status = "status: {choice: {active: 9, suspended: 1}}"

    assert mistakes_of(changed(status, r'"a\ud800": "\udc00"')) == [
        r"16:7: entities.User.item: 'a\ud800' has half of a surrogate pair, which is no character",
        r"16:18: entities.User.item.a\ud800: '\udc00' has half of a surrogate pair, which is no character",
    ]
    assert mistakes_of(changed(status, r'"a\ud83d\ude00": "\ud83d\ude00"')) == []


def test_a_timestamp_that_hangs_on_itself_goes_in_a_circle(
    changed: Callable[[str, str], str], mistakes_of: Callable[[str], list[str]]
) -> None:
    total = "total: {number: {min: 1, max: 100}}"
    circle = (
        "total: {timestamp: {since: -1d}, when: {state: x}}\n"
        "      state: {value: x, when: {total: x}}"
    )

    assert mistakes_of(changed(total, circle)) == [
        "25:7: entities.Order.item.total: refers to itself: total → state → total"
    ]
