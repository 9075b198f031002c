"""Hypothesis without a clock: a slow machine must not fail a property."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
settings.load_profile("any machine")
