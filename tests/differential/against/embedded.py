"""Our side, asked through a client of boto3 that checks nothing itself."""

from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from against.endpoint import Refusal


def performing(embedded):
    """A function that performs an operation on the embedded DynamoDB."""
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    client = embedded.client(config=config)

    def perform(operation, parameters):
        try:
            return getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            said = error.response["Error"]
            return Refusal.of(
                {
                    "__type": said["Code"],
                    "message": said["Message"],
                    "CancellationReasons": error.response.get("CancellationReasons"),
                }
            )

    return perform
