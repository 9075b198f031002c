"""Names of a stack's fields."""

from pytest_dynamo.interop.naming import snake_case

_MEMBERS_OF_STACKS = """
account addDependency addMetadata addStackTag addTransform alarmTopic allocateLogicalId artifactId
availabilityZones bundlingRequired constructId constructor dependencies environment env
exportStringListValue exportValue formatArn getLogicalId id isConstruct isStack kwargs
nestedStackParent nestedStackResource node notificationArns of parseArn partition props prototype
region regionalFact removeStackTag renameLogicalId reportMissingContext resolve scope self
splitArn stackId stackName synthesizer tags templateFile templateOptions terminationProtection
this toJsonString toString toYamlString urlSuffix watch with
"""
"""Fields that a table's own must not hide, and words that are no names in one of the languages.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.Stack.html
"""


def field_name(name: str) -> str:
    """The field of a table, in camel case.

    >>> field_name("my-service-table"), field_name("tags")
    ('myServiceTable', 'tagsTable')
    """
    first, *rest = snake_case(name).rstrip("_").split("_")
    found = first + "".join(word.capitalize() for word in rest)
    return f"{found}Table" if found in _MEMBERS_OF_STACKS.split() else found
