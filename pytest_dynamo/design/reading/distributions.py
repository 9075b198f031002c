"""From the form of a distribution to the distribution."""

from pytest_dynamo.design.forms.patterns import DistributionForm
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.values import Distribution

_MAX_EXPONENT = 100.0


def read_distribution(form: DistributionForm, where: Where, mistakes: Mistakes) -> Distribution:
    """The distribution, uniform if the form makes none; mistakes are noted."""
    if isinstance(form, str):
        return Distribution(kind=form)
    if (form.zipf is None) == (form.hotset is None):
        if not mistakes.has_lost((*where, "zipf"), (*where, "hotset")):
            message = "wanted one of {zipf: …} and {hotset: {keys: …, requests: …}}"
            mistakes.add(where, message)
        return Distribution()
    if form.hotset is not None:
        return Distribution(
            kind="hotset",
            hot_keys=form.hotset.keys,
            hot_requests=form.hotset.requests,
            shuffle=form.shuffle,
        )
    exponent = form.zipf
    if exponent is not None and exponent > _MAX_EXPONENT:
        # Beyond this the powers of ranks leave the range of floating-point numbers.
        mistakes.add((*where, "zipf"), f"an exponent above {_MAX_EXPONENT:g} leaves one key only")
    return Distribution(kind="zipf", exponent=exponent, shuffle=form.shuffle)
