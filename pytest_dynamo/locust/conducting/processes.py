"""What each process of a run begins with: one directs it, and with --processes or --worker others join."""

from locust.env import Environment
from locust.runners import MasterRunner

import math
from datetime import UTC, datetime
from pathlib import Path

from pytest_dynamo.deploy.backend import join_backend, share_backend
from pytest_dynamo.locust.clients.making import check_retries
from pytest_dynamo.locust.clients.seeding import seeding_client
from pytest_dynamo.locust.conducting.pacing import (
    arrivals_of,
    heed_changes_of_rate,
    pattern_rates,
    user_class_of,
)
from pytest_dynamo.locust.places.place import Place
from pytest_dynamo.locust.running.load_test import LoadTest
from pytest_dynamo.locust.scenarios.replays import require_files, with_replays
from pytest_dynamo.locust.scenarios.roles import role_of, roles
from pytest_dynamo.locust.scenarios.scenario import Scenario, with_keys
from pytest_dynamo.locust.scenarios.tags import require_tasks
from pytest_dynamo.locust.settings.values import Settings, options_of, settings_of
from pytest_dynamo.locust.terminal.interrupt import ended_in_order
from pytest_dynamo.locust.workers.agreement import Agreement, agree, agreement
from pytest_dynamo.locust.workers.lanes import lane_of_new_items
from pytest_dynamo.measure.commit import commit_of
from pytest_dynamo.report.folders.run import make_reports


def direct(environment: Environment) -> LoadTest:
    """Begin a load test in the process that directs it: tables are made and seeded, the run forecast."""
    user_class = user_class_of(environment)
    role, options = role_of(user_class), options_of(environment)
    if role.scenario:  # else there is no design, which is said first
        require_tasks(user_class.__name__, role.rates, options)
    settings = settings_of(options, _host(environment))
    require_files(settings)
    now = datetime.now(UTC)
    scenario = with_keys(role.require_scenario(), settings.keys)
    design = scenario.design
    arrivals_of(environment, user_class, settings)  # which refuses them before anything is made
    is_shared = settings.host is None and isinstance(environment.runner, MasterRunner)
    backend = share_backend() if is_shared else None
    place = Place(
        design,
        settings,
        now=now,
        connections=options.num_users or 1,
        backend=backend,
        design_sha256=scenario.sha256,
    )
    try:
        with ended_in_order():
            check_retries(place, settings)
            make_reports(settings.reports, design.name)
            rates = pattern_rates(environment)
            performed = [plan for name, plan in scenario.plans.items() if name in rates]
            place.prepare(performed, seeding_client)
            agreed = Agreement(
                now=place.now.timestamp(),
                found=place.found,
                generation=0 if place.is_new else int(now.timestamp()),
                engine=backend.endpoint if backend else None,
                own_tables=tuple(place.own_tables),
            )
            agree(environment, agreed)
            test = _load_test(environment, scenario, settings, place)
            test.commit = commit_of(Path(design.path))
            if not math.isinf(settings.rate):
                test.foresee(rates, settings.rate)
    except BaseException:
        place.close()
        raise
    return test


def join(environment: Environment) -> LoadTest:
    """Join a load test as a worker; the tables are there."""
    role, agreed = role_of(user_class_of(environment)), agreement(environment)
    now = datetime.fromtimestamp(agreed.now, UTC)
    settings = settings_of(options_of(environment), _host(environment))
    scenario = with_keys(role.require_scenario(), settings.keys)
    backend = join_backend(agreed.engine) if agreed.engine else None
    place = Place(scenario.design, settings, now=now, connections=agreed.users, backend=backend)
    place.protect(agreed.own_tables)
    place.find(agreed.found, tell_of=_silently)
    test = _load_test(environment, scenario, settings, place)
    heed_changes_of_rate(test)
    return test


def _load_test(
    environment: Environment, scenario: Scenario, settings: Settings, place: Place
) -> LoadTest:
    lane, lanes = lane_of_new_items(environment)
    settings = with_replays(settings, place.population)
    scenario = with_keys(scenario, settings.keys)
    test = LoadTest(
        environment=environment,
        scenario=scenario,
        settings=settings,
        place=place,
        lane=lane,
        lanes=lanes,
        arrivals=arrivals_of(environment, user_class_of(environment), settings),
    )
    test.performer.rehearse()
    return test


def _silently(_line: str) -> None:
    """Workers sample as their master has, and need not say so again."""


def _host(environment: Environment) -> str | None:
    """The host of the environment, or the one the user class has."""
    hosts = [environment.host, *(each.host for each in environment.user_classes if each in roles())]
    return next((host for host in hosts if host), None)
