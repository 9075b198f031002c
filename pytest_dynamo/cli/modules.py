"""Models of a Python module of the user, which is run to get at them."""

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.interop.naming import snake_case


def models_in(path: Path) -> tuple[type, ...]:
    """The models of PynamoDB in a module: those it defines, and those it imports by name.

    The module is imported, and so is run, with the folder of its outermost package on `sys.path`, as
    pytest does it by default. What it prints goes to standard error. Neither the folder nor a module
    found in it stays behind: the next import may mean another package by the same name.

    Raises:
        DynamoError: It cannot be imported; the message has the error, and the line.
    """
    path = path.resolve()
    root = _root_of(path)
    with _on_path(root), _forgetting(root), redirect_stdout(sys.stderr):
        try:
            module = _imported(path)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - any code of the user
            raise _told(path, error) from None
    found = (one for one in vars(module).values() if isinstance(one, type) and _is_model(one))
    return tuple(dict.fromkeys(found))


def _is_model(one: type) -> bool:
    """Whether a class is a model with a table, told without PynamoDB."""
    names = {each.__name__ for each in one.__mro__}
    has_table = getattr(getattr(one, "Meta", None), "table_name", None) is not None
    return "Model" in names and has_table and hasattr(one, "get_attributes")


def _root_of(path: Path) -> Path:
    """The folder that the module's name counts from: the first above it that is no package."""
    folder = path.parent
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


@contextmanager
def _on_path(folder: Path) -> Iterator[None]:
    sys.path.insert(0, str(folder))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(folder))


@contextmanager
def _forgetting(folder: Path) -> Iterator[None]:
    """Drop from `sys.modules` what the user's own folder added; libraries, once imported, stay."""
    before = set(sys.modules)
    try:
        yield
    finally:
        added = sys.modules.keys() - before
        # All are found before one is dropped: a package asks its parent where it is.
        for name in [each for each in added if _is_within(sys.modules[each], folder)]:
            del sys.modules[name]


def _is_within(module: ModuleType, folder: Path) -> bool:
    found = getattr(module, "__file__", None)
    # A package without an `__init__.py` has no file, only folders.
    places = [
        Path(each).resolve() for each in ([found] if found else getattr(module, "__path__", ()))
    ]
    # A virtual environment often stands among the user's modules.
    return any(
        place.is_relative_to(folder) and "site-packages" not in place.parts for place in places
    )


def _imported(path: Path) -> ModuleType:
    parts = path.relative_to(_root_of(path)).with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "__init__" else parts
    name = ".".join(parts)
    if all(part.isidentifier() for part in parts):
        module = importlib.import_module(name)
        found = getattr(module, "__file__", None)
        if found and Path(found).resolve() == path:
            return module
    # Its name is none, or another module goes by it: it is run all the same, under a name of its own.
    own = f"{snake_case(path.stem)}_of_an_import"
    spec = importlib.util.spec_from_file_location(own, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[own] = module  # dataclasses look there for the module of a class
    spec.loader.exec_module(module)
    return module


def _told(path: Path, error: BaseException) -> DynamoError:
    """The error with the line of the module in which it came up."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if Path(frame.filename).resolve() == path]
    line = lines[-1] if lines else None
    if isinstance(error, SyntaxError) and error.filename and Path(error.filename) == path:
        line = error.lineno
    place = f"{path}:{line}" if line else str(path)
    reason = f"{type(error).__name__}: {error}".rstrip(": ")
    fix = "run it with Python and put right what it says"
    if isinstance(error, ModuleNotFoundError):
        fix = f"install {error.name} where pytest-dynamo is installed, or run this in the folder it is imported from"
    return DynamoError(f"{place}: cannot be imported: {reason}\nTo fix this: {fix}")
