"""What Terraform may do to a resource: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle."""

from collections.abc import Mapping
from typing import Any

from pytest_dynamo.interop.documents.document import Where
from pytest_dynamo.interop.shapes import Losses

_SCALED = ("read_capacity", "write_capacity", "global_secondary_index")


def keeps(lifecycle: Mapping[str, Any]) -> bool:
    """Whether Terraform refuses to destroy it."""
    blocks = lifecycle.get("lifecycle") or []
    entries = blocks if isinstance(blocks, list) else [blocks]
    return any(isinstance(one, dict) and one.get("prevent_destroy") is True for one in entries)


def name_ignored(lifecycle: Mapping[str, Any], where: Where, losses: Losses) -> None:
    """Name what Terraform leaves to others, apart from the capacity that auto scaling sets."""
    blocks = lifecycle.get("lifecycle") or []
    for block in blocks if isinstance(blocks, list) else [blocks]:
        ignored = block.get("ignore_changes", ()) if isinstance(block, dict) else ()
        left = (
            [str(name) for name in ignored if name not in _SCALED] if ignored != "all" else ["all"]
        )
        if left:
            message = f"that Terraform leaves {', '.join(left)} to others is no part of a design"
            losses.add((*where, "lifecycle", "ignore_changes"), message)
