"""All formats, in the order in which they are listed and tried."""

from pytest_dynamo.interop.cdk import writing as cdk_writing
from pytest_dynamo.interop.cloudformation import reading as cloudformation_reading
from pytest_dynamo.interop.cloudformation import writing as cloudformation_writing
from pytest_dynamo.interop.create_table import reading as create_table_reading
from pytest_dynamo.interop.create_table import writing as create_table_writing
from pytest_dynamo.interop.data_access import writing as data_access_writing
from pytest_dynamo.interop.electrodb import reading as electrodb_reading
from pytest_dynamo.interop.mcp import costs as mcp_costs
from pytest_dynamo.interop.mcp import model as mcp_model
from pytest_dynamo.interop.mcp import schema as mcp_schema
from pytest_dynamo.interop.onetable import reading as onetable_reading
from pytest_dynamo.interop.pages import markdown as markdown_page
from pytest_dynamo.interop.pages import mermaid as mermaid_chart
from pytest_dynamo.interop.pynamodb import reading as pynamodb_reading
from pytest_dynamo.interop.skill import reading as skill_reading
from pytest_dynamo.interop.terraform import reading as terraform_reading
from pytest_dynamo.interop.terraform import writing as terraform_writing
from pytest_dynamo.interop.values import ExportFormat, ImportFormat
from pytest_dynamo.interop.verify_script import writing as verify_script_writing
from pytest_dynamo.interop.workbench import reading as workbench_reading
from pytest_dynamo.interop.workbench import writing as workbench_writing

IMPORTS: tuple[ImportFormat, ...] = (
    cloudformation_reading.FORMAT,
    terraform_reading.FORMAT,
    workbench_reading.FORMAT,
    create_table_reading.FORMAT,
    mcp_model.FORMAT,
    mcp_schema.FORMAT,
    mcp_costs.FORMAT,
    skill_reading.FORMAT,
    onetable_reading.FORMAT,
    electrodb_reading.FORMAT,
    pynamodb_reading.FORMAT,
)
EXPORTS: tuple[ExportFormat, ...] = (
    cloudformation_writing.FORMAT,
    cdk_writing.TYPESCRIPT,
    cdk_writing.PYTHON,
    terraform_writing.FORMAT,
    workbench_writing.FORMAT,
    create_table_writing.FORMAT,
    data_access_writing.FORMAT,
    markdown_page.FORMAT,
    mermaid_chart.FORMAT,
    verify_script_writing.FORMAT,
)
