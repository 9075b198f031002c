"""The colours of the page by their role, in light and in dark.

A chart is drawn once, in the light value of each role; as each value occurs only once, it can be
found again in the SVG and be replaced by the role's CSS variable, so that one drawing serves both
schemes. None is plain black, which matplotlib leaves out of its SVG.
"""

from typing import Literal

Role = Literal[
    "paper", "surface", "rule", "rule-strong", "ink", "muted", "read", "write", "throttle",
    "ok", "warn", "accent", "run-a", "run-b", "heat-line",
]  # fmt: skip

LIGHT: dict[Role, str] = {
    "paper": "#ffffff",
    "surface": "#f5f6f8",
    "rule": "#dfe3e9",
    "rule-strong": "#8a94a3",
    "ink": "#14181f",
    "muted": "#566070",
    "read": "#1668b3",
    "write": "#ad5d00",
    "throttle": "#b3123f",
    "ok": "#16794a",
    "warn": "#7a5600",
    "accent": "#1567b2",
    "run-a": "#6b7480",
    "run-b": "#5b3cc4",
    "heat-line": "#fffffe",
}

DARK: dict[Role, str] = {
    "paper": "#11151b",
    "surface": "#191f27",
    "rule": "#2b333e",
    "rule-strong": "#76818f",
    "ink": "#e9edf2",
    "muted": "#a3aebb",
    "read": "#62b0f2",
    "write": "#f0a63a",
    "throttle": "#ff5c82",
    "ok": "#7fe0b0",
    "warn": "#e8c15a",
    "accent": "#62b0f3",
    "run-a": "#93a0b0",
    "run-b": "#a893ff",
    "heat-line": "#fffffe",
}

HEAT_MAP = "cividis"
"""Matplotlib's colour map for heat: even in lightness, and the same to the colour-blind."""

OVER_LIMIT = "#e0245e"
"""Heat beyond the end of the scale, where the end is a limit."""


def css_variables(colours: dict[Role, str]) -> str:
    """The colours as CSS declarations."""
    return "".join(f"--{role}:{colour};" for role, colour in colours.items())
