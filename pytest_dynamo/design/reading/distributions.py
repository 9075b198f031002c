"""From the form of a distribution to the distribution."""

from pytest_dynamo.design.forms.patterns import DistributionForm
from pytest_dynamo.design.mistakes import Mistakes, Where
from pytest_dynamo.design.values import Distribution

_MAX_EXPONENT = 100.0


def read_distribution(form: DistributionForm, where: Where, mistakes: Mistakes) -> Distribution:
    """The distribution, uniform if the form makes none; mistakes are noted."""
    if isinstance(form, str):
        return Distribution(kind=form)
    if sum(one is not None for one in (form.zipf, form.hotset, form.weighted)) != 1:
        if not mistakes.has_lost(*((*where, name) for name in ("zipf", "hotset", "weighted"))):
            message = (
                "wanted one of {zipf: …}, {hotset: {keys: …, requests: …}} and {weighted: […]}"
            )
            mistakes.add(where, message)
        return Distribution()
    if form.weighted is not None:
        if not any(form.weighted):
            mistakes.add((*where, "weighted"), "one weight at least must be above 0")
            return Distribution()
        return Distribution(kind="weighted", parts=tuple(form.weighted), shuffle=form.shuffle)
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
