"""The keys that ElectroDB makes, byte by byte.

Without a template a partition key is `$service#label_value…` and a sort key
`$entity_version#label_value…`, in lower case; https://electrodb.dev/en/modeling/indexes/. The order
of prefixes is that of `_makeKeyFixings` in `src/entity.js` of https://github.com/tywalch/electrodb.
"""

from collections.abc import Callable, Mapping

from pytest_dynamo.design.templates import Placeholder, Template
from pytest_dynamo.interop.electrodb.attributes import Field, padding_of
from pytest_dynamo.interop.electrodb.models import Access, Key, Model
from pytest_dynamo.interop.shapes import Losses
from pytest_dynamo.interop.templates.normalising import template_of
from pytest_dynamo.interop.templates.resolving import speakable

_CASES: Mapping[str, Callable[[str], str]] = {
    "default": str.lower,
    "lower": str.lower,
    "upper": str.upper,
}
_CONVERSIONS: Mapping[str, str] = {"default": "l", "lower": "l", "upper": "u"}


def key_attributes(access: Access, model: Model) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The attributes in the partition and the sort key of an index, by what they are stored as."""
    if access.kind != "composite":
        return (access.pk.field,), (access.sk.field,) if access.sk else ()
    pk = tuple(_stored(name, model) for name in access.pk.composite)
    return pk, tuple(_stored(name, model) for name in access.sk.composite) if access.sk else ()


def key_templates(access: Access, model: Model, losses: Losses) -> dict[str, Template]:
    """The templates of the keys that are stored for an index; none for what is an attribute itself."""
    found: dict[str, Template] = {}
    if access.kind == "composite":
        return found
    prefixes = _prefixes(access, model)
    for key, (prefix, postfix) in zip((access.pk, access.sk), prefixes, strict=True):
        if key is None:
            continue
        if _is_itself(key, model, losses):
            _say_casing(key, model, losses)
        elif key.cast == "number":
            found[key.field] = _number(key, model, losses)
        elif key.template is not None:
            found[key.field] = _cased(_written(key, model, losses), key, model, losses)
        else:
            made = _default(key, prefix, postfix, model)
            found[key.field] = _cased(made, key, model, losses)
    return found


def collection_prefix(access: Access, count: int) -> str:
    """What the sort keys of a collection begin with; empty where they are templates, or there is none."""
    if access.kind == "composite" or access.sk is None or access.sk.template is not None:
        return ""
    return _CASES.get(access.sk.casing, str)(f"${'#'.join(access.collections[:count])}")


def _prefixes(access: Access, model: Model) -> tuple[tuple[str, str], tuple[str, str]]:
    """What stands before and after the values: of the partition key, of the sort key."""
    pk = f"${model.service}"
    sk = f"${'#'.join(access.collections)}" if access.collections else ""
    entity = f"{'#' if access.collections else '$'}{model.entity}"
    if model.is_old:
        pk += f"_{model.version}"
    else:
        entity += f"_{model.version}"
    is_clustered = access.kind == "clustered"
    postfix = entity if is_clustered else ""
    sk += "" if is_clustered else entity
    if access.sk is None:
        pk += sk + postfix
    if access.scope:
        pk += f"_{access.scope}"
    return (pk, ""), (sk, postfix)


def _default(key: Key, prefix: str, postfix: str, model: Model) -> Template:
    parts: list[str | Placeholder] = [prefix]
    for name in key.composite:
        field = model.fields.get(name)
        parts += [f"#{field.label if field else name}_", Placeholder(name=_spoken(name, model))]
    return Template((*parts, postfix))


def _written(key: Key, model: Model, losses: Losses) -> Template:
    text = key.template or ""
    names = {name: _spoken(name, model) for name in model.fields}
    try:
        return template_of(text, style="dollar", names=names)
    except ValueError as error:
        losses.add((*key.where, "template"), f"{error}; taken for text")
        return Template((text,))


def _number(key: Key, model: Model, losses: Losses) -> Template:
    """A key that is a number is one attribute as it stands."""
    names = key.composite or (_written(key, model, losses).names if key.template else ())
    if len(names) != 1:
        losses.add((*key.where, "cast"), "a number is made of one attribute; the first is taken")
    name = names[0] if names else "number"
    return Template((Placeholder(name=_spoken(name, model)),))


def _cased(template: Template, key: Key, model: Model, losses: Losses) -> Template:
    """The template in the case of the key, its values padded, and its literals joined."""
    fields = {_spoken(name, model): field for name, field in model.fields.items()}
    case, conversion = _CASES.get(key.casing, str), _CONVERSIONS.get(key.casing, "")
    parts: list[str | Placeholder] = []
    for part in template.parts:
        if isinstance(part, Placeholder):
            field = fields.get(part.name)
            spec = part.format_spec or (padding_of(field, losses) if field else "")
            how = _conversion(field, conversion)
            if len(template.parts) == 1 and key.cast == "string" and not how:
                how = "l"  # makes a text of a number
            parts.append(Placeholder(name=part.name, format_spec=spec, conversion=how))
        elif parts and isinstance(parts[-1], str):
            parts[-1] += case(part)
        elif part:
            parts.append(case(part))
    return Template(tuple(parts))


def _conversion(field: Field | None, conversion: str) -> str:
    """Numbers have no case, and JavaScript writes true in small letters."""
    kind = field.kind if field else "string"
    if kind == "number":
        return ""
    return conversion or ("l" if kind == "boolean" else "")


def _is_itself(key: Key, model: Model, losses: Losses) -> bool:
    """Whether a key is an attribute that is stored anyway."""
    if key.field not in model.stored:
        return False
    if key.template is None:
        return True
    match _written(key, model, losses).parts:
        case (Placeholder(name=name),):
            return name == speakable(key.field)
    return False


def _say_casing(key: Key, model: Model, losses: Losses) -> None:
    if key.casing != "none" and model.stored[key.field].kind != "number":
        case = "upper" if key.casing == "upper" else "lower"
        message = f"'{key.field}' is stored in {case} case; here its values are as they come"
        losses.add((*key.where, "casing"), message)


def _stored(name: str, model: Model) -> str:
    return model.fields[name].stored if name in model.fields else name


def _spoken(name: str, model: Model) -> str:
    return speakable(_stored(name, model))
