"""`pytest-dynamo iam`: from the roles of a design to policies, or to what is wrong with one that is there."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer

from pytest_dynamo.cli.exporting import only_design, write_files
from pytest_dynamo.cli.granted import checked, listed
from pytest_dynamo.cli.places import Place, names_there
from pytest_dynamo.design.reader import load_design
from pytest_dynamo.design.values import Design, Role
from pytest_dynamo.design.values.roles import ROLE_NAME
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.forecast.figures import counted_text
from pytest_dynamo.interop.values import ExportedFile
from pytest_dynamo.permissions.policies import policies_of, role_policy
from pytest_dynamo.permissions.roles import role_of_text, roles_of
from pytest_dynamo.permissions.values import RolePolicy, Whereabouts

_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options as they were written; `policy` is the document that is held against a role."""

    roles: tuple[str, ...] = ()
    region: str | None = None
    account: str | None = None
    tables: tuple[str, ...] = ()
    prefix: str = ""
    folder: Path | None = None
    overwrites: bool = False
    lists: bool = False
    policy: Path | None = None


def run(path: Path | None, asked: Asked) -> int:
    """Print or write the policies of roles, list what they are made of, or check one.

    Returns:
        The exit code: 1 where a policy that is checked is too wide or too narrow, 0 otherwise.

    Raises:
        DynamoError: There is no such design, role or access pattern; no policy can be made, IAM does not take it, or a
            file is there already or cannot be written.
    """
    _check_options(asked)
    design = load_design(path or only_design("pytest-dynamo iam DESIGN"))
    roles = _roles(design, asked.roles)
    whereabouts = _whereabouts(design, asked)
    if asked.policy:
        return checked(design, roles, whereabouts, asked.policy)
    if asked.lists:
        for line in listed(design, roles, whereabouts):
            typer.echo(line)
        return 0
    made = [role_policy(design, role, whereabouts) for role in roles]
    documents = _documents(made)
    if asked.folder:
        files = {
            asked.folder / f"{name}.json": ExportedFile(name=f"{name}.json", text=_json(each))
            for name, each in documents.items()
        }
        write_files(files, overwrites=asked.overwrites)
    elif len(roles) > 1:
        typer.echo(_json(documents), nl=False)
    else:
        typer.echo(_json(_only(documents, roles[0])), nl=False)
    _tell(design, made, asked, whereabouts)
    if asked.folder:
        name = next(iter(documents))
        typer.echo(
            f"next: aws iam create-policy --policy-name {name}"
            f" --policy-document file://{asked.folder / name}.json"
        )
    return 0


def _check_options(asked: Asked) -> None:
    others = {"--list": asked.lists, "--check": asked.policy, "-o": asked.folder}
    given = [name for name, each in others.items() if each]
    if len(given) > 1:
        message = (
            f"{' and '.join(given)} are for different things.\nTo fix this: leave out all but one"
        )
        raise DynamoError(message)
    if asked.region and not _REGION.fullmatch(asked.region):
        message = f"--region: '{asked.region}' is no region.\nTo fix this: --region eu-west-1"
        raise DynamoError(message)
    if asked.account and not _ACCOUNT.fullmatch(asked.account):
        message = f"--account: '{asked.account}' is no account, which has 12 digits.\nTo fix this: --account 123456789012"
        raise DynamoError(message)


def _roles(design: Design, texts: Sequence[str]) -> tuple[Role, ...]:
    if not texts:
        return _all_roles(design)
    roles: dict[str, Role] = {}
    for text in texts:
        # The name of a role may have an equals sign in it.
        role = design.roles.get(text) or role_of_text(text, design)
        if role.name in roles:
            message = (
                f"--role: '{role.name}' is given twice.\nTo fix this: give one of them another name"
            )
            raise DynamoError(message)
        if "=" in text and not ROLE_NAME.fullmatch(role.name):
            message = (
                f"--role: '{role.name}' is not a name for a role.\n"
                "To fix this: up to 64 letters (a to z), digits and characters of +=,.@_-"
            )
            raise DynamoError(message)
        roles[role.name] = role
    return tuple(roles.values())


def _all_roles(design: Design) -> tuple[Role, ...]:
    roles = roles_of(design)
    if not any(role.patterns for role in roles):
        message = (
            f"{design.path}: nobody needs a policy: the design has no access pattern that is served, Scans aside.\n"
            "To fix this: add access patterns; pytest-dynamo plan says how each is served"
        )
        raise DynamoError(message)
    return roles


def _whereabouts(design: Design, asked: Asked) -> Whereabouts:
    names = names_there(design, Place(endpoint=None, tables=asked.tables, prefix=asked.prefix))
    region = asked.region or "*"
    partition = next((one for start, one in _PARTITIONS if region.startswith(start)), "aws")
    return Whereabouts(
        partition=partition, region=region, account=asked.account or "*", names=names
    )


def _documents(made: Sequence[RolePolicy]) -> dict[str, dict[str, Any]]:
    """The documents by their names: a role has several where one would be larger than IAM takes."""
    documents: dict[str, dict[str, Any]] = {}
    for one in made:
        try:
            parts = policies_of(one.policy)
        except DynamoError as error:
            message = f"role '{one.role.name}': {error}"
            raise DynamoError(message) from None
        for number, part in enumerate(parts, 1):
            name = f"{one.role.name}-{number}" if number > 1 else one.role.name
            documents[name] = part.document()
    return documents


def _only(documents: Mapping[str, dict[str, Any]], role: Role) -> dict[str, Any]:
    if len(documents) > 1:
        message = (
            f"role '{role.name}' needs {len(documents)} managed policies, as IAM takes 6,144 characters for one.\n"
            "To fix this: -o with a folder, in which each has its file; or give the access patterns to several roles"
        )
        raise DynamoError(message)
    return next(iter(documents.values()))


def _tell(
    design: Design, made: Sequence[RolePolicy], asked: Asked, whereabouts: Whereabouts
) -> None:
    """Say on standard error where policies are wider than what they are for."""
    if not asked.roles and not design.roles:
        typer.echo(
            f"{design.path} names no roles: this is one with all its access patterns but Scans",
            err=True,
        )
    remarks = [f"  {one.role.name}: {remark}" for one in made for remark in one.unnarrowed]
    if remarks:
        count = counted_text(len(remarks), "place")
        typer.echo(f"{design.path}: wider than the access patterns, in {count}:", err=True)
        for line in remarks:
            typer.echo(line, err=True)
    anywhere = {"region": whereabouts.region, "account": whereabouts.account}
    if unknown := [name for name, value in anywhere.items() if value == "*"]:
        options = " and ".join(f"--{name}" for name in unknown)
        typer.echo(
            f"any {' and any '.join(unknown)}: {options} {'say' if unknown[1:] else 'says'} which",
            err=True,
        )


def _json(document: Mapping[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
