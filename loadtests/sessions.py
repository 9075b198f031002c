"""The sessions of designs/sessions.yaml under load: swept by a job, and left to time to live.

At the rates of the design as many swept sessions end as begin. They are deleted in order, 600 a
second: with fewer than 40,000 items there are none left to delete before half a minute is over.

locust -f loadtests/sessions.py --headless -u 50 -r 50 -t 30s --dynamo-population 40_000 --tags start_swept_session sweep_session
locust -f loadtests/sessions.py --headless -u 50 -r 50 -t 30s --tags start_session
"""

from locust import task

from time import time

from pytest_dynamo.locust import DynamoUser


class SessionsUser(DynamoUser):
    """The access patterns of the design, at its rates, and how a session is read that may have ended."""

    design = "designs/sessions.yaml"

    @task(30)
    def who_is_asking(self) -> None:
        """Read a session, and begin a new one where it has ended, whether it was deleted yet or not."""
        session = self.perform("read_session")
        if session is None or session["expires_at"] <= time():
            self.perform("start_session")
