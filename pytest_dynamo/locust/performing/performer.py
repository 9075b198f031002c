"""Performs declared access patterns: chooses keys, sends the requests, gives back what came of it."""

import random
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from difflib import get_close_matches

from botocore.exceptions import BotoCoreError, ClientError

from pytest_dynamo.deploy.sending import answers_to, rows_of
from pytest_dynamo.design.attribute_value import item_from_wire
from pytest_dynamo.design.values import Distribution
from pytest_dynamo.errors import DynamoError
from pytest_dynamo.locust.clients.named import Answer
from pytest_dynamo.locust.scenarios.scenario import Scenario
from pytest_dynamo.planner.arguments import Arguments
from pytest_dynamo.planner.plan import Plan
from pytest_dynamo.planner.requests import RequestMaker
from pytest_dynamo.population.choice import Chooser
from pytest_dynamo.population.member import Member
from pytest_dynamo.population.people import Population
from pytest_dynamo.population.performance import Sampler

READS = frozenset({"Query", "GetItem", "BatchGetItem", "TransactGetItems"})


class Performer:
    """What all users of a process share: plans, the population, the client.

    `keys` says by entity how `pick` chooses where no pattern is named; evenly without.
    """

    def __init__(
        self,
        *,
        scenario: Scenario,
        population: Population,
        sampler: Sampler,
        client: object,
        seed: int,
        keys: Mapping[str, Distribution] | None = None,
    ) -> None:
        self._design = scenario.design
        self._plans = scenario.plans
        self._makers = {name: RequestMaker(plan) for name, plan in scenario.plans.items()}
        self._population = population
        self._sampler = sampler
        self._client = client
        self._seed = seed
        self._keys = keys or {}
        self._choosers: dict[tuple[str, str | None], Chooser] = {}

    def send(
        self, pattern: str, bound: Mapping[str, Member], rng: random.Random
    ) -> tuple[Arguments, list[Answer]]:
        """Send the requests of a pattern, every page of them, and give the answers."""
        plan = self._plan(pattern)
        members = {self._entity(name): member for name, member in bound.items()} if bound else None
        now = datetime.now(UTC)
        arguments = self._sampler.arguments(plan, rng=rng, now=now, bound=members)
        reads_on = plan.pattern.limit is None
        received: list[Answer] = []
        for request in self._makers[pattern].requests(arguments):
            received += answers_to(request, self._client, reads_on=reads_on, name=pattern)
        return arguments, received

    def perform(self, pattern: str, bound: Mapping[str, Member], rng: random.Random) -> object:
        """Perform a pattern and give what came of it, as `DynamoUser.perform` says."""
        try:
            arguments, received = self.send(pattern, bound, rng)
        except ClientError as error:
            reasons = error.response.get("CancellationReasons", ())
            codes = [reason.get("Code", "None") for reason in reasons]
            if self.allows(pattern, error.response["Error"]["Code"], codes):
                return None
            raise
        plan = self._plan(pattern)
        written = [item_from_wire(item) for _table, item in arguments.items]
        match plan.operation:
            case "GetItem":
                item = received[0].get("Item")
                return item_from_wire(item) if item else None
            case "PutItem":
                return written[0]
            case "UpdateItem" | "DeleteItem":
                return None
            case "BatchWriteItem" | "TransactWriteItems":
                return written
        return [item_from_wire(item) for answer in received for item in rows_of(answer)]

    def take_lane(self, lane: int, lanes: int) -> None:
        """Begin to choose from the start, as process `lane` of `lanes` that choose together."""
        self._sampler.take_lane(lane, lanes)
        self._choosers.clear()

    def rehearse(self) -> None:
        """Send one request of each pattern that reads, for what is only slow the first time.

        boto3 loads its rules with the first call of a client, and the embedded backend sorts an index
        when it is first asked. None of that is the load's doing.
        """
        rng = random.Random(self._seed)
        for name, plan in self._plans.items():
            if plan.operation in READS:
                with suppress(BotoCoreError, ClientError):  # it will be seen in the run itself
                    self.send(name, {}, rng)

    def allows(self, pattern: str, error: str | None, cancellations: Iterable[str]) -> bool:
        """Whether an error is an answer that a pattern allows for: a condition did not hold.

        `cancellations` are the codes for which a transaction was cancelled.
        """
        plan = self._plans.get(pattern)
        if plan is None or not any(action.condition for action in plan.pattern.actions):
            return False
        if error == "TransactionCanceledException":
            return set(cancellations) <= {"ConditionalCheckFailed", "None"}
        return error == "ConditionalCheckFailedException"

    def pick(self, entity: str, like: str | None, rng: random.Random) -> Member:
        """Choose a member of an entity's population."""
        name = self._entity(entity)
        if (name, like) not in self._choosers:
            keys = self._plan(like).pattern.keys if like else self._keys
            if like and name not in keys:
                declared = ", ".join(keys) or "none"
                message = (
                    f"pick: '{like}' chooses no {name} by itself; it declares keys for: {declared}"
                )
                raise DynamoError(message)
            self._choosers[name, like] = self._sampler.chooser_of(name, keys.get(name))
        return self._population.member(name, self._choosers[name, like].pick(rng))

    def _plan(self, pattern: str) -> Plan:
        try:
            return self._plans[pattern]
        except KeyError:
            error = _unknown("access pattern", pattern, self._plans)
            raise error from None

    def _entity(self, name: str) -> str:
        """The entity of a name, in snake case or as the design has it."""
        folded = name.replace("_", "").lower()
        for entity in self._design.entities:
            if entity == name or entity.replace("_", "").lower() == folded:
                return entity
        error = _unknown("entity", name, self._design.entities)
        raise error


def _unknown(what: str, name: str, known: Mapping[str, object]) -> DynamoError:
    close = get_close_matches(name, known, n=1)
    near = f"did you mean '{close[0]}'?" if close else f"there: {', '.join(known)}"
    return DynamoError(f"{what} '{name}' is not in the design; {near}")
