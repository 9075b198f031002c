"""A client whose answers are told beforehand, and a clock that nobody waits for."""

from botocore.exceptions import ClientError

from pytest_dynamo.deploy.deploying.waiting import Patience


class Scripted:
    """The embedded DynamoDB, but for what the script has: by operation what its next calls come to.

    An exception is raised, and the request never arrives; a function is given what was answered, and answers or
    raises; None leaves the call as it is.
    """

    def __init__(self, client, **script):
        self._client, self._script, self.sent = client, script, []
        self.meta = client.meta

    def __getattr__(self, operation):
        def call(**arguments):
            self.sent.append(operation)
            told = self._script.get(operation)
            act = told.pop(0) if told else None
            if isinstance(act, BaseException):
                raise act
            answer = getattr(self._client, operation)(**arguments)
            return act(answer) if act else answer

        return call

    @property
    def changes(self):
        return [one for one in self.sent if not one.startswith(("describe", "list", "get"))]


class Clock:
    def __init__(self, seconds=1800.0):
        self.time, self.told = 0.0, []
        self.patience = Patience(seconds=seconds, now=self.now, sleep=self.sleep, tell=self.tell)

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.time += seconds

    def tell(self, state, seconds):
        if state not in self.told:
            self.told.append(state)


def refused(code, message="no", operation="UpdateTable"):
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


def status(status):
    """Has DescribeTable tell another status."""

    def act(answer):
        answer["Table"]["TableStatus"] = status
        return answer

    return act


def filling(index):
    """Has DescribeTable tell that an index is being filled."""

    def act(answer):
        answer["Table"]["TableStatus"] = "UPDATING"
        for one in answer["Table"]["GlobalSecondaryIndexes"]:
            if one["IndexName"] == index:
                one |= {"IndexStatus": "CREATING", "Backfilling": True}
        return answer

    return act


def lost(error):
    """Has a request arrive whose answer is another one."""

    def act(_):
        raise error

    return act
