"""Key templates: `USER#{user_id}`, parsed once, rendered often.

A template is literal text with placeholders. `{name}` stands for an attribute of the entity or of
an ancestor (in an access pattern: for a parameter), `{name:08d}` and `{name:%Y-%m}` carry a Python
format spec, `{name!l}` and `{name!u}` lower and upper case. `{{` and `}}` are literal braces.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import TypeAlias

CONVERSIONS = {"l": str.lower, "u": str.upper}

Filler: TypeAlias = Callable[[Mapping[str, object], Mapping[str, object] | None], object]
"""Fills a template in with values as they are stored, and as they were made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placeholder:
    """One `{name}` of a template, with its format spec and conversion (each may be empty)."""

    name: str
    format_spec: str = ""
    conversion: str = ""

    def __str__(self) -> str:
        conversion = f"!{self.conversion}" if self.conversion else ""
        spec = f":{self.format_spec}" if self.format_spec else ""
        return f"{{{self.name}{conversion}{spec}}}"


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: literal strings and placeholders, in order.

    `raw` maps names to values as they were made (a datetime, say) and `stored` to values as they
    are stored (its ISO 8601 text); a format spec applies to the raw value.
    """

    parts: tuple[str | Placeholder, ...]

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders, in order, repeats included."""
        return tuple(part for part in self.parts if isinstance(part, Placeholder))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the placeholders, in order, without repeats."""
        return tuple(dict.fromkeys(part.name for part in self.placeholders))

    @property
    def is_constant(self) -> bool:
        """Whether the template has no placeholder."""
        return not self.placeholders

    @property
    def keeps_type(self) -> bool:
        """Whether the template is one bare placeholder, so that a number stays a number."""
        match self.parts:
            case (Placeholder(format_spec="", conversion=""),):
                return True
        return False

    @property
    def prefix(self) -> str:
        """The literal text before the first placeholder."""
        first = self.parts[0] if self.parts else ""
        return first if isinstance(first, str) else ""

    def render(
        self, stored: Mapping[str, object], raw: Mapping[str, object] | None = None
    ) -> object:
        """Fill in the placeholders; a template that is one bare placeholder keeps its type.

        Raises:
            KeyError: A placeholder has no value.
        """
        parts = self.parts
        if len(parts) == 1 and self.keeps_type:
            return stored[self.placeholders[0].name]
        return "".join(
            [
                part if isinstance(part, str) else _text(part, stored, raw or stored)
                for part in parts
            ]
        )

    def filler(self) -> "Filler":
        """`render`, worked out for those who fill in the same template again and again."""
        if self.keeps_type:
            (name,) = self.names
            return lambda stored, _raw: stored[name]
        if not any(one.format_spec or one.conversion for one in self.placeholders):
            text = str(self)  # which Python reads as we do
            return lambda stored, _raw: text.format_map(stored)
        return self.render

    def __str__(self) -> str:
        return "".join(
            part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else str(part)
            for part in self.parts
        )


def _text(placeholder: Placeholder, stored: Mapping[str, object], raw: Mapping[str, object]) -> str:
    if placeholder.format_spec:
        source = raw if placeholder.name in raw else stored
        text = format(source[placeholder.name], placeholder.format_spec)
    else:
        text = str(stored[placeholder.name])
    convert = CONVERSIONS.get(placeholder.conversion)
    return convert(text) if convert else text


def parse_template(text: str) -> Template:
    """Parse a template.

    >>> parse_template("ORDER#{order_id}").names
    ('order_id',)

    Raises:
        ValueError: The braces do not match, a placeholder has no name or an unknown conversion;
            the message says which.
    """
    parts: list[str | Placeholder] = []
    for literal, name, format_spec, conversion in Formatter().parse(text):
        if literal:
            parts.append(literal)
        if name is None:
            continue
        if not name.isidentifier():
            msg = f"'{{{name}}}' is not a placeholder; write an attribute's name between the braces, or {{{{ and }}}} for literal braces"
            raise ValueError(msg)
        if conversion and conversion not in CONVERSIONS:
            msg = f"'!{conversion}' is not a conversion; there are !l (lower case) and !u (upper case)"
            raise ValueError(msg)
        parts.append(
            Placeholder(name=name, format_spec=format_spec or "", conversion=conversion or "")
        )
    return Template(joined_parts(parts))


def joined_parts(parts: Iterable[str | Placeholder]) -> tuple[str | Placeholder, ...]:
    """The parts of a template with neighbouring literals joined, which `{{` and `}}` leave behind."""
    joined: list[str | Placeholder] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
