"""Updates as closures: what each action writes is worked out from the item as it was, then written at once."""

from collections.abc import Callable, Iterable

from pytest_dynamo.embedded.expressions.arithmetic import added, subtracted
from pytest_dynamo.embedded.expressions.comparison import element
from pytest_dynamo.embedded.expressions.kinds import kind_of
from pytest_dynamo.embedded.expressions.nodes import (
    Action,
    AddAction,
    Arithmetic,
    Call,
    Literal,
    Operand,
    Path,
    Placeholder,
    RemoveAction,
    SetAction,
    WireValues,
)
from pytest_dynamo.embedded.expressions.paths import Tree, compile_path, tree_of
from pytest_dynamo.embedded.expressions.projections import Projection
from pytest_dynamo.embedded.service_error import invalid
from pytest_dynamo.embedded.wire_types import WireItem, WireValue

Value = Callable[[WireItem, WireValues], WireValue]
NewValue = Callable[[WireItem, WireValues], WireValue | None]

WRONG_TYPE = "An operand in the update expression has an incorrect data type"


class CompiledUpdate:
    """The actions of an update, before their values are known."""

    __slots__ = ("_tree", "attributes", "set_actions", "touched")

    def __init__(self, actions: Iterable[Action], wrong_type: str) -> None:
        actions = tuple(actions)
        self._tree = tree_of(
            (action.path, _compile_action(action, wrong_type)) for action in actions
        )
        self.touched = Projection(action.path for action in actions)
        self.attributes: frozenset[str] = self.touched.attributes
        """The names of the attributes that are written."""
        self.set_actions = sum(isinstance(action, SetAction) for action in actions)
        """How many of the actions are of SET."""

    def apply(self, item: WireItem, values: WireValues) -> WireItem:
        """The item as it is after the update; it shares what is not written with the item."""
        return _written_members(item, self._tree, item, values)


class Update:
    """An update with its values."""

    __slots__ = ("_update", "_values", "attributes", "set_actions")

    def __init__(self, update: CompiledUpdate, values: WireValues) -> None:
        self._update = update
        self._values = values
        self.attributes = update.attributes
        self.set_actions = update.set_actions

    def apply(self, item: WireItem) -> WireItem:
        """The item as it is after the update, which never changes the item given.

        `{}` stands for an item that does not exist, but for its key. Raises a ServiceError when the update
        does not fit the item.
        """
        return self._update.apply(item, self._values)

    def updated_part(self, item: WireItem) -> WireItem:
        """What UPDATED_OLD and UPDATED_NEW return of the item before, and after."""
        return self._update.touched.project(item)


def compile_update(actions: Iterable[Action], *, wrong_type: str = WRONG_TYPE) -> CompiledUpdate:
    """The actions of an update as one function of an item and the values of the request.

    `wrong_type` is what the error says when ADD or DELETE meets a value of another type.
    """
    return CompiledUpdate(actions, wrong_type)


def _written_members(
    members: dict[str, WireValue], tree: Tree, item: WireItem, values: WireValues
) -> dict[str, WireValue]:
    result = dict(members)
    for name, branch in tree.items():
        if isinstance(branch, dict):
            result[name] = _written(members.get(name), branch, item, values)
        else:
            value = branch(item, values)
            if value is None:
                result.pop(name, None)
            else:
                result[name] = value
    return result


def _written_elements(
    found: list[WireValue], tree: Tree, item: WireItem, values: WireValues
) -> list[WireValue]:
    """A list after its elements are written: positions are those of the list as it was."""
    result: list[WireValue | None] = list(found)
    for place in sorted(tree):
        branch = tree[place]
        if isinstance(branch, dict):
            element_ = found[place] if place < len(found) else None
            result[place] = _written(element_, branch, item, values)
        elif place < len(found):
            result[place] = branch(item, values)
        else:
            result.append(branch(item, values))
    return [each for each in result if each is not None]


def _written(value: WireValue | None, tree: Tree, item: WireItem, values: WireValues) -> WireValue:
    of_members = isinstance(next(iter(tree)), str)
    if value is not None and of_members and "M" in value:
        return {"M": _written_members(value["M"], tree, item, values)}
    if value is not None and not of_members and "L" in value:
        return {"L": _written_elements(value["L"], tree, item, values)}
    msg = "The document path provided in the update expression is invalid for update"
    raise invalid(msg)


def _compile_action(action: Action, wrong_type: str) -> NewValue:
    if isinstance(action, SetAction):
        return _compile_value(action.value)
    if isinstance(action, RemoveAction):
        return lambda _item, _values: None
    look, operand = compile_path(action.path), _compile_value(action.value)
    change = _added if isinstance(action, AddAction) else _deleted

    def value(item: WireItem, values: WireValues) -> WireValue | None:
        old, given = look(item, values), operand(item, values)
        if old is not None and kind_of(old) != kind_of(given):
            raise invalid(wrong_type)
        return change(old, given)

    return value


def _compile_value(node: Operand) -> Value:
    if isinstance(node, Placeholder):
        name = node.name
        return lambda _item, values: values[name]
    if isinstance(node, Literal):
        value = node.value
        return lambda _item, _values: value
    if isinstance(node, Path):
        return _compile_reference(node)
    if isinstance(node, Arithmetic):
        return _compile_arithmetic(node)
    if node.function == "if_not_exists":
        return _compile_if_not_exists(node)
    if node.function == "list_append":
        return _compile_list_append(node)
    msg = f"no value of an update: {node}"
    raise TypeError(msg)


def _compile_reference(node: Path) -> Value:
    look = compile_path(node)

    def value(item: WireItem, values: WireValues) -> WireValue:
        found = look(item, values)
        if found is None:
            msg = "The provided expression refers to an attribute that does not exist in the item"
            raise invalid(msg)
        return found

    return value


def _compile_arithmetic(node: Arithmetic) -> Value:
    left, right = _compile_value(node.left), _compile_value(node.right)
    compute = added if node.operator == "+" else subtracted

    def value(item: WireItem, values: WireValues) -> WireValue:
        mine, its = left(item, values), right(item, values)
        if "N" not in mine or "N" not in its:
            raise invalid(WRONG_TYPE)
        return {"N": compute(mine["N"], its["N"])}

    return value


def _compile_if_not_exists(node: Call) -> Value:
    path, default = node.operands
    if not isinstance(path, Path):
        msg = f"if_not_exists needs a path: {node}"
        raise TypeError(msg)
    look, otherwise = compile_path(path), _compile_value(default)

    def value(item: WireItem, values: WireValues) -> WireValue:
        found = look(item, values)
        # An operand that is missing is an error even where it is not needed.
        fallback = otherwise(item, values)
        return fallback if found is None else found

    return value


def _compile_list_append(node: Call) -> Value:
    first, second = map(_compile_value, node.operands)

    def value(item: WireItem, values: WireValues) -> WireValue:
        mine, its = first(item, values), second(item, values)
        if "L" not in mine or "L" not in its:
            raise invalid(WRONG_TYPE)
        return {"L": [*mine["L"], *its["L"]]}

    return value


def _added(old: WireValue | None, more: WireValue) -> WireValue:
    if old is None:
        return more
    kind = kind_of(more)
    if kind == "N":
        return {"N": added(old["N"], more["N"])}
    if kind == "L":
        return {"L": [*old["L"], *more["L"]]}
    have = {element(kind, each) for each in old[kind]}
    return {kind: [*old[kind], *(each for each in more[kind] if element(kind, each) not in have)]}


def _deleted(old: WireValue | None, less: WireValue) -> WireValue | None:
    if old is None:
        return None
    kind = kind_of(less)
    unwanted = {element(kind, each) for each in less[kind]}
    left = [each for each in old[kind] if element(kind, each) not in unwanted]
    return {kind: left} if left else None
