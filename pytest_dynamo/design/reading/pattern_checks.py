"""Whether the placeholders of access patterns stand for something."""

from pytest_dynamo.design.attribute_types import made_type, python_type
from pytest_dynamo.design.binding import bind, entities_of
from pytest_dynamo.design.mistakes import Mistakes, Where, nearest, quoted
from pytest_dynamo.design.pattern_templates import pattern_templates, placeholders
from pytest_dynamo.design.reading.references import format_mistake
from pytest_dynamo.design.templates import Template
from pytest_dynamo.design.values import AccessPattern, Design, Generated

_SHARDS = ("shard_of", "random_shard")


def check_patterns(design: Design, mistakes: Mistakes) -> None:
    """Note placeholders that are bound to nothing, parameters without use, and unfit formats.

    A pattern about entities with mistakes of their own is passed over: what its placeholders stand
    for will be seen when those are put right.
    """
    for pattern in design.access_patterns.values():
        _check_parameters(pattern, mistakes)
        if not _is_about_mistakes(design, pattern, mistakes):
            _check_placeholders(design, pattern, mistakes)
            _check_formats(design, pattern, mistakes)
            _check_fan_out(design, pattern, mistakes)


def _is_about_mistakes(design: Design, pattern: AccessPattern, mistakes: Mistakes) -> bool:
    if any(name not in design.entities for name in pattern.returns):
        return True
    if not pattern.returns:  # then every entity may be the one that is meant
        return mistakes.is_touched(("entities",))
    around = {one for entity in pattern.returns for one in (entity, *design.ancestors(entity))}
    return mistakes.is_touched(*(("entities", entity) for entity in around))


def _check_parameters(pattern: AccessPattern, mistakes: Mistakes) -> None:
    used = placeholders(pattern)
    for name in pattern.parameters:
        where = ("access_patterns", pattern.name)
        if name not in used and not mistakes.has_lost(where):
            message = f"no placeholder {{{name}}} in this pattern{nearest(name, used)}"
            mistakes.add((*where, "parameters", name), message)


def _check_placeholders(design: Design, pattern: AccessPattern, mistakes: Mistakes) -> None:
    known = {*bind(design, pattern), *pattern.parameters}
    for place, template in pattern_templates(pattern):
        where: Where = ("access_patterns", pattern.name, *place)
        if mistakes.is_touched(where):  # the attribute is not known either
            continue
        for name in template.names:
            if name not in known and not mistakes.is_lost_name(name):
                known.add(name)  # once is enough
                mistakes.add(where, _unbound(design, pattern, name, place, template))


def _unbound(
    design: Design, pattern: AccessPattern, name: str, place: Where, template: Template
) -> str:
    entities, attribute = entities_of(design, pattern), str(place[-1])
    for entity in entities:
        own = design.entities[entity].attributes.get(attribute)
        if own and isinstance(own.value, Template):
            return (
                f"'{template}' does not fit {entity}'s {attribute}, '{own.value}', so {{{name}}}"
                " stands for no attribute; declare it under parameters if that is meant"
            )
    if not entities:
        return (
            f"nothing in table {pattern.table} has a key like this, so {{{name}}} stands for no"
            " attribute; declare it under parameters"
        )
    of = " or ".join(entities)
    of_items = dict.fromkeys(one for name in entities for one in design.entities[name].attributes)
    if attribute not in of_items and _is_by_position(place):
        return (
            f"{of} has no attribute {quoted(attribute)}, so {{{name}}} stands for none"
            f"{nearest(attribute, of_items)}"
        )
    attributes = dict.fromkeys(
        attribute
        for entity in entities
        for one in (entity, *design.ancestors(entity))
        for attribute in design.entities[one].attributes
    )
    hint = "" if name in attributes else nearest(name, attributes)
    otherwise = f"{hint} Or" if hint else ";"
    return f"{{{name}}} stands where {of} has no attribute{otherwise} declare it under parameters"


def _is_by_position(place: Where) -> bool:
    """Whether a placeholder is bound by its position; in conditions and new values by its name."""
    if place[-1] == "condition":
        return False
    return "update" not in place[:-1] or place[-2] == "key"


def _check_formats(design: Design, pattern: AccessPattern, mistakes: Mistakes) -> None:
    bound = bind(design, pattern)
    for place, template in pattern_templates(pattern):
        for placeholder in template.placeholders:
            if not placeholder.format_spec:
                continue
            made = None
            if placeholder.name in pattern.parameters:
                made = made_type(pattern.parameters[placeholder.name])
            elif binding := bound.get(placeholder.name):
                made = python_type(design, binding.entity, binding.attribute)
            if message := format_mistake(placeholder, made):
                mistakes.add(("access_patterns", pattern.name, *place), message)


def _check_fan_out(design: Design, pattern: AccessPattern, mistakes: Mistakes) -> None:
    """What a pattern fans out over is a placeholder that stands for a shard number."""
    name = pattern.fan_out
    if name is None:
        return
    where = ("access_patterns", pattern.name, "fan_out")
    used = placeholders(pattern)
    if name not in used:
        mistakes.unknown(where, name, "placeholder", used)
        return
    value = pattern.parameters.get(name)
    if binding := bind(design, pattern).get(name):
        attribute = design.entities[binding.entity].attributes.get(binding.attribute)
        value = attribute.value if attribute else None
    if not (isinstance(value, Generated) and value.maker in _SHARDS):
        mistakes.add(where, f"{{{name}}} is not made by shard_of or random_shard")
