"""The capabilities as Markdown, for the documentation."""

from collections.abc import Iterator

from pytest_dynamo.deploy.capabilities import ASPECTS, PROFILES, Profile


def overview() -> Iterator[str]:
    """A table: what each can be trusted for, in one word."""
    yield f"| | {' | '.join(profile.title for profile in PROFILES)} |"
    yield "|---" * (len(PROFILES) + 1) + "|"
    for aspect, words in ASPECTS.items():
        levels = [profile.capabilities[aspect].level for profile in PROFILES]
        yield f"| {words} | {' | '.join(levels)} |"


def notes() -> Iterator[str]:
    """For each, what is otherwise than on AWS."""
    for profile in PROFILES:
        lines = [
            f"- {ASPECTS[aspect]}: {one.note}."
            for aspect, one in profile.capabilities.items()
            if one.note
        ]
        if lines:
            yield f"**{profile.title}** ({_evidence(profile)})"
            yield ""
            yield from lines
            yield ""


def _evidence(profile: Profile) -> str:
    return f"{profile.version}, {profile.evidence}".removeprefix(", ")
