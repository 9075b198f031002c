"""How the load was made and what came of that, in sentences; each is empty where there is nothing to say."""

from pytest_dynamo.report.figures import count, duration, percent, quotient, small_amount, units
from pytest_dynamo.report.place import Place
from pytest_dynamo.report.words import Code, Quote, Sentence

HARDLY_MORE = 1.005
"""How many attempts a call are still "1" when rounded."""


def ended_early(run: Place) -> Sentence:
    """That a run was over before its time, and why."""
    how, seconds = run["how"], duration(run["duration_seconds"])
    if how["ended_by"] and not run["limit_search"]:
        return "The run was ended early, after ", seconds, ": ", Quote(how["ended_by"].value), "."
    if how["interrupted"]:
        return "The run was interrupted after ", seconds, "."
    return ()


def lost_workers(run: Place) -> Sentence:
    """Which processes were not heard of any more."""
    lost = [worker for worker in run["how"]["workers"] if worker["is_lost"]]
    if not lost:
        return ()
    numbers = ", ".join(str(worker["number"].value) for worker in lost)
    several = len(lost) > 1
    return (
        f"Worker{'s' * several} ",
        Code(numbers),
        (
            f" {'were' if several else 'was'} lost before the end: what {'they' if several else 'it'} had "
            f"counted since {'their' if several else 'its'} last report is missing."
        ),
    )


def retried(run: Place) -> Sentence:
    """What the client tried again by itself, and the time that took."""
    if not run["retries"]:
        return ()
    together = run["retries"][0]
    return (
        "For ",
        count(together["calls"]),
        " calls the client made ",
        count(together["attempts"]),
        " attempts",
        *_times_as_many(together),
        ": ",
        count(together["throttled_attempts"]),
        " were throttled and tried again, which no caller saw, and ",
        duration(together["waited_seconds"]),
        " went by in waiting to.",
    )


def _times_as_many(retries: Place) -> Sentence:
    if retries["attempts"].value < HARDLY_MORE * retries["calls"].value:
        return ()  # it would read "1 times as many"
    return (", ", quotient(retries["attempts"], retries["calls"]), " times as many")


def spent(run: Place) -> Sentence:
    """What the consumed units cost, whose prices these are and of when."""
    spending = run["spending"]
    if not spending:
        return ()
    dollars: Sentence = (small_amount(spending["dollars"]), " US dollars")
    if spending["limit_dollars"].value is not None:
        dollars = (
            small_amount(spending["dollars"]),
            " of the ",
            small_amount(spending["limit_dollars"]),
            " US dollars allowed",
        )
    return (
        f"The units of the whole run, {run['backend']['capacity'].value}, cost ",
        *dollars,
        ", at list prices of ",
        Code(spending["region"].value),
        " as of ",
        Code(spending["prices_as_of"].value),
        ".",
    )


def limit_found(run: Place) -> Sentence:
    """What the search for the highest rate found."""
    search = run["limit_search"]
    if not search:
        return ()
    found = (*_held(search), *_broke(search), ".")
    match search["limited_by"].value:
        case "design":
            return "The limit was found: ", *found
        case "generator":
            return (
                (
                    "No higher rate could be offered, which is the limit of the load generator and not of the "
                    "design: "
                ),
                *found,
            )
    return "The run ended before the limit was found: ", *found


def _held(search: Place) -> Sentence:
    if search["holds_at"].value is None:
        return ("no rate that was tried holds",)
    held: Sentence = (units(search["holds_at"]), " times the declared rates hold")
    if search["holds_at_per_second"].value is not None:
        held += (", ", units(search["holds_at_per_second"]), " requests a second")
    return held


def _broke(search: Place) -> Sentence:
    if search["breaks_at"].value is None:
        return ()
    return "; ", units(search["breaks_at"]), " times do not"


def kept_up(run: Place) -> Sentence:
    """How busy whoever made the load was."""
    generator, words = run["generator"], list[Sentence]()
    if generator["cpu_share"].value is not None:
        words.append((percent(generator["cpu_share"]), " of a core"))
    if generator["peak_cpu_share"].value is not None:
        words.append((percent(generator["peak_cpu_share"]), " at most"))
    late = duration(generator["late_seconds_p99"])
    words.append(("all but one in a hundred tasks up to ", late, " late"))
    if generator["discarded_connections"]:
        words.append((count(generator["discarded_connections"]), " connections discarded"))
    return tuple(part for one in words for part in (", ", *one))[1:]
