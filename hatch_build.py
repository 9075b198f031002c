"""What the description of the package is built from: the README, without what leads nowhere outside a clone."""

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_PICTURE = re.compile(r"<picture>.*?</picture>\n*", re.DOTALL)
_RELATIVE_LINK = re.compile(r"\[([^\]]+)\]\((?!https?:)[^)]+\)")


def description(readme: str) -> str:
    """The README with the texts of relative links in place of the links, and without pictures."""
    return _RELATIVE_LINK.sub(r"\1", _PICTURE.sub("", readme))


class DescriptionHook(MetadataHookInterface):
    """Puts the description into the metadata of the wheel and of the source distribution."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme`, which `pyproject.toml` declares as dynamic."""
        readme = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": description(readme)}
