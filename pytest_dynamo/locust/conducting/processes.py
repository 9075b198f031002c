"""The processes of a run: one directs it, and with --processes, --master and --worker others work.

What they have to agree on travels with the options, which Locust sends to its workers.
"""

from locust import User
from locust.env import Environment
from locust.runners import MasterRunner, WorkerRunner

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

import gevent

from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.scenarios.roles import draw_rates, role_of, roles
from pytest_dynamo.locust.scenarios.scenario import Scenario, with_keys
from pytest_dynamo.locust.scenarios.tags import is_left, require_tasks
from pytest_dynamo.locust.settings.values import Settings, options_of, settings_of
from pytest_dynamo.report.folder import make_reports

WORKERS_CONNECT_SECONDS = 5.0
MOST_PROCESSES = 1_024
MOST_LANES = 2**42
"""How many processes may ever put new items into the same tables: 1,024 a second for 136 years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What all processes of a run go by.

    `now` is the moment the population is made at, and `from_time` when the warm-up ends, in seconds
    since the epoch. `generation` is 0 in tables that were created for this run; else it is a number
    that no earlier run has, so that new items differ from those it left behind. `users` is how many
    there are to be in all.
    """

    now: float
    generation: int
    users: int = 1
    from_time: float = 0.0


def direct(environment: Environment) -> LoadTest:
    """Begin a load test in the process that directs it: tables are made and seeded, the run forecast."""
    user_class = _user_class(environment)
    role, options = role_of(user_class), options_of(environment)
    if role.scenario:  # else there is no design, which is said first
        require_tasks(user_class.__name__, role.rates, options)
    settings = settings_of(options, _host(environment))
    if settings.host is None and isinstance(environment.runner, MasterRunner):
        message = (
            "several processes need a --host: embedded tables live in one process, and each would "
            "load its own.\nTo fix this: leave out --processes and --master, or give the address of "
            "an endpoint, for example --host http://127.0.0.1:8000"
        )
        raise DynamoError(message)
    now = datetime.now(UTC)
    scenario = with_keys(role.require_scenario(), settings.keys)
    design = scenario.design
    place = Place(design, settings, now=now, connections=options.num_users or 1)
    try:
        make_reports(settings.reports, design.name)
        place.prepare()
        generation = 0 if place.is_new else int(now.timestamp())
        agree(environment, Agreement(now=now.timestamp(), generation=generation))
        test = _load_test(environment, scenario, settings, place)
        if not math.isinf(settings.rate):
            test.foresee(pattern_rates(environment), settings.rate)
    except BaseException:
        place.close()
        raise
    return test


def join(environment: Environment) -> LoadTest:
    """Join a load test as a worker; the tables are there."""
    role = role_of(_user_class(environment))
    now = datetime.fromtimestamp(agreement(environment).now, UTC)
    settings = settings_of(options_of(environment), _host(environment))
    users = agreement(environment).users
    scenario = with_keys(role.require_scenario(), settings.keys)
    place = Place(scenario.design, settings, now=now, connections=users)
    return _load_test(environment, scenario, settings, place)


def dismiss_workers(environment: Environment) -> None:
    """Send home the workers that --processes has started; Locust would leave them waiting."""
    runner = environment.runner
    if not isinstance(runner, MasterRunner):
        return
    with gevent.Timeout(WORKERS_CONNECT_SECONDS, exception=False):
        while len(runner.clients.ready) < (options_of(environment).processes or 0):
            gevent.sleep(0.1)
    runner.quit()


def agree(environment: Environment, what: Agreement) -> None:
    """Make an agreement that of all processes, from the next message to the workers on."""
    options_of(environment).dynamo_agreement = asdict(what)


def agreement(environment: Environment) -> Agreement:
    """What was agreed on."""
    return Agreement(**options_of(environment).dynamo_agreement)


def users_to_be(environment: Environment) -> int:
    """How many users there are to be in all processes."""
    return environment.runner.target_user_count if environment.runner else 1


def ramp_up_seconds(environment: Environment, users: int) -> float:
    """How long it takes at most until so many users are there; 0 where a shape goes on changing that."""
    if environment.shape_class:
        return 0.0
    return users / (options_of(environment).spawn_rate or 1)


def takes_part(environment: Environment) -> bool:
    """Whether any DynamoUser is among the user classes of an environment."""
    return any(each in roles() for each in environment.user_classes)


def tasks_per_second(environment: Environment, users: int) -> float:
    """The tasks a second at 1x that so many users would do if all of them were DynamoUsers.

    Tasks that --tags and --exclude-tags have taken away are left out. Users of other kinds, who do
    not take part in the schedule, leave more for each of those who do.
    """
    user_class = _user_class(environment)
    rate = sum(draw_rates(user_class).values())
    return rate * users / _expected_users(user_class, environment.user_classes, users)


def pattern_rates(environment: Environment) -> dict[str, float]:
    """The rates at 1x of the access patterns that are performed as the design has them, by name.

    Those that --tags and --exclude-tags take away are left out, whether or not Locust has got to that.
    """
    user_class, options = _user_class(environment), options_of(environment)
    rates: dict[str, float] = {}
    for task, rate in draw_rates(user_class, equally=bool(options.equal_weights)).items():
        if task not in role_of(user_class).by_hand and is_left(task, options):
            rates[task.__name__] = rate
    return rates


def _expected_users(
    user_class: type[User], user_classes: Iterable[type[User]], users: int
) -> float:
    """How many of all users Locust makes of one class: first the fixed ones, the rest by weight."""
    if user_class.fixed_count:
        return min(user_class.fixed_count, users)
    rest = users - sum(each.fixed_count for each in user_classes)
    weights = sum(each.weight for each in user_classes if not each.fixed_count)
    return max(1.0, rest * user_class.weight / weights)


def _user_class(environment: Environment) -> type[User]:
    """The only DynamoUser that takes part.

    Raises:
        DynamoError: There are several.
    """
    playing = [each for each in environment.user_classes if each in roles()]
    if len(playing) == 1:
        return playing[0]
    names = ", ".join(sorted(each.__name__ for each in playing))
    message = (
        f"a run measures one DynamoUser, and here are {len(playing)}: {names}.\n"
        f"To fix this: name one on the command line, locust … {playing[0].__name__}"
    )
    raise DynamoError(message)


def _load_test(
    environment: Environment, scenario: Scenario, settings: Settings, place: Place
) -> LoadTest:
    generation = agreement(environment).generation
    is_worker = isinstance(environment.runner, WorkerRunner)
    worker = environment.runner.worker_index if isinstance(environment.runner, WorkerRunner) else 0
    test = LoadTest(
        environment=environment,
        scenario=scenario,
        settings=settings,
        place=place,
        lane=generation * MOST_PROCESSES + worker,
        lanes=MOST_LANES if generation or is_worker else 1,
    )
    test.performer.rehearse()
    return test


def _host(environment: Environment) -> str | None:
    """The host of the environment, or the one the user class has."""
    hosts = [environment.host, *(each.host for each in environment.user_classes if each in roles())]
    return next((host for host in hosts if host), None)
