"""How the run was made, so that it can be made again."""

from dataclasses import dataclass

from pytest_dynamo.report.figures import count, duration, percent, units
from pytest_dynamo.report.making import kept_up
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.resources import backend_name
from pytest_dynamo.report.words import Code, Name, Sentence

_FLAT_OUT = "max"
"""The rate of a run without pacing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something to know about how it was made: its name and what it was."""

    name: str
    words: Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class HowItRan:
    """The last section: a heading, the command, and facts."""

    heading: Sentence
    command: Sentence
    facts: tuple[Fact, ...]


def how_it_ran(run: Place) -> HowItRan:
    """What it takes to make the run again."""
    how = run["how"]
    rate = how["rate"].value
    heading: Sentence = (
        count(how["users"]),
        f" user{'' if how['users'].value == 1 else 's'} offered ",
        *(("as much as they could",) if rate == _FLAT_OUT else (Code(rate), " the declared rates")),
        " for ",
        duration(run["duration_seconds"]),
    )
    if how["interrupted"]:
        killed = how["ended_by"].value.startswith("killed")
        heading += (f", then the run was {'killed' if killed else 'interrupted'}",)
    return HowItRan(
        heading=heading,
        command=(Code(how["command"].value),) if how["command"] else (),
        facts=tuple(_facts(run)),
    )


def _facts(run: Place) -> list[Fact]:
    how, backend, window = run["how"], run["backend"], run["window"]
    return [
        Fact(name="Backend", words=_backend(run)),
        Fact(name="Capacity", words=(backend["capacity"].value,)),
        Fact(name="Throttling", words=_throttling(run)),
        Fact(name="Population", words=_population(how["population"])),
        *([Fact(name="Keys chosen", words=_keys(how["keys"]))] if how["keys"] else []),
        Fact(name="Seed", words=(Code(str(how["seed"].value)),)),
        Fact(
            name="Users", words=(count(how["users"]), ", ", units(how["spawn_rate"]), " a second")
        ),
        Fact(name="Client", words=_client(how)),
        Fact(name="Arrivals", words=_arrivals(how)),
        *([Fact(name="Workers", words=_workers(how))] if how["workers"] else []),
        *([Fact(name="Generator", words=kept_up(run))] if run["generator"] else []),
        Fact(
            name="Measured time",
            words=(
                duration(window["from_seconds"]),
                " to ",
                duration(window["to_seconds"]),
                ", after a warm-up of ",
                duration(how["warm_up_seconds"]),
            ),
        ),
        Fact(name="Design", words=_design(run)),
        *_commit(how),
        *_parameters(run),
        *_environment(how),
        Fact(name="Figures", words=(Code("run.json"), " beside this page has every figure of it")),
    ]


def _design(run: Place) -> Sentence:
    design = run["design"]
    return Code(design["path"].value), ", SHA-256 ", Code(design["sha256"].value[:12])


def _commit(how: Place) -> tuple[Fact, ...]:
    """The commit of the repository that the design stands in; nothing where it is in none."""
    if not how["commit"]:
        return ()
    changed: Sentence = ("; files were changed since",) if how["has_uncommitted_changes"] else ()
    return (Fact(name="Commit", words=(Code(how["commit"].value[:12]), *changed)),)


def _parameters(run: Place) -> tuple[Fact, ...]:
    """The parameters of the forecast and of the assessment that are not the defaults."""
    changed: dict[str, str] = {}
    for member, name in (("forecast", "parameters_changed"), ("assessment", "parameters")):
        if run[member]:
            changed |= run[member][name].value
    listed = ", ".join(f"{name}={value}" for name, value in changed.items())
    return (Fact(name="Parameters of the model", words=(Code(listed),)),) if listed else ()


def _environment(how: Place) -> tuple[Fact, ...]:
    """The versions of whatever took part, and of what it ran on."""
    versions = how["versions"].value
    if not versions:
        return ()
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (Fact(name="Versions", words=(Code(listed),)),)


def _backend(run: Place) -> Sentence:
    kind, endpoint = backend_name(run), run["backend"]["endpoint"].value
    return (kind, *((", ", Code(endpoint)) if endpoint else ()))


def _throttling(run: Place) -> Sentence:
    """How it came about; of a model, its clock and the parameters that are not the defaults."""
    model = run["throttling"]
    words: Sentence = (run["how"]["throttling"].value,)
    if not model:
        return words
    if model["clock"].value != 1:
        words += (", time compressed ", units(model["clock"]), " times")
    changed = model["parameters"].value
    if changed:
        listed = ", ".join(f"{name}={value}" for name, value in changed.items())
        words += (", with ", Code(listed))
    return words


def _client(how: Place) -> Sentence:
    return (Code(how["client"].value), ", retries ", Code(how["retries"].value))


def _arrivals(how: Place) -> Sentence:
    shape: Sentence = (", ", Code(how["shape"].value)) if how["shape"] else ()
    return (how["arrivals"].value, *shape)


def _workers(how: Place) -> Sentence:
    """Each with its requests, and the busiest moment where it is known."""
    words: Sentence = ()
    for worker in how["workers"]:
        words += ("; " if words else "", Code(str(worker["number"].value)), ": ")
        words += (count(worker["requests"]), " requests")
        if worker["cpu_share"].value is not None:
            words += (", up to ", percent(worker["cpu_share"]), " of a core")
        if worker["is_lost"]:
            words += (", lost",)
    return words


def _keys(keys: Place) -> Sentence:
    return (Code(", ".join(f"{entity}={how}" for entity, how in keys.value.items())),)


def _population(population: Place) -> Sentence:
    entities = population["entities"]
    listed: Sentence = ()
    for name in entities.value:
        listed += (", " if listed else ": ", count(entities[name]), " ", Name(name))
    return (
        percent(population["scale"]),
        " of what the design declares, ",
        count(population["items"]),
        " items",
        *listed,
    )
