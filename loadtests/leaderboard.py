"""The board of designs/leaderboard.yaml under load: an index of one key, and one of ten.

Scores are set at the rate of the design, and each is two writes of the board. The second line lets
time pass sixty times as fast, so that the splits of the board's one key can be seen; the third has ten:

locust -f loadtests/leaderboard.py --headless -u 50 -r 50 -t 30s --tags set_score
locust -f loadtests/leaderboard.py --headless -u 50 -r 50 -t 30s --tags set_score --dynamo-clock 60x
locust -f loadtests/leaderboard.py --headless -u 50 -r 50 -t 30s --tags set_sharded_score
"""

from locust import task

from heapq import nlargest
from operator import itemgetter

from pytest_dynamo.locust import DynamoUser


class LeaderboardUser(DynamoUser):
    """The access patterns of the design, at its rates, and what a reader of shards does with them."""

    design = "designs/leaderboard.yaml"

    @task(5)
    def show_board(self) -> None:
        """Ask ten keys for their best ten each, and keep the ten best of the hundred."""
        nlargest(10, self.perform("top_sharded_players"), key=itemgetter("score"))
