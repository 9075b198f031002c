"""Where to split a partition that is hot, and whether that would help.

"DynamoDB chooses the split point from the observed key distribution", and avoids splits that bring
nothing: of a single hot item, or of a key range that is gone through in order (the paper of 2022,
section 4.4). Here one rule does all of it: cut where the older half of the observed requests is halved, if
that also relieves the newer half.
"""

from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter

from pytest_dynamo.capacity.throttling.placement import Edge, Sample

_POSITION = itemgetter(0, 1)


def split_edge(
    samples: Sequence[Sample], *, least_relief: float, between_collections: bool
) -> Edge | None:
    """Where to cut a partition with these requests, in the order they came; None if nowhere helps.

    `between_collections` says that item collections stay whole, as they do where a local index is.
    """
    half = len(samples) // 2
    edge = _halving(samples[:half], between_collections=between_collections)
    if edge is None:
        return None
    newer = samples[half:]
    total = sum(load for _, _, load in newer)
    beyond = sum(load for place, sort_key, load in newer if _is_beyond(place, sort_key, edge))
    relief = min(beyond, total - beyond)
    return edge if relief >= least_relief * total else None


def _halving(samples: Sequence[Sample], *, between_collections: bool) -> Edge | None:
    """The edge between two different positions that best halves the load."""
    ordered = sorted(samples, key=itemgetter(0) if between_collections else _POSITION)
    total = sum(load for _, _, load in ordered)
    best: tuple[float, Edge] | None = None
    below = 0.0
    for (place, sort_key, load), (next_place, next_sort_key, _) in pairwise(ordered):
        below += load
        if next_place != place:
            edge: Edge = (next_place, None)
        elif between_collections or next_sort_key == sort_key:
            continue
        else:
            edge = (next_place, next_sort_key)
        unevenness = abs(below - total / 2)
        if best is None or unevenness < best[0]:
            best = unevenness, edge
    return None if best is None else best[1]


def _is_beyond(place: float, sort_key: object, edge: Edge) -> bool:
    """Whether a position is at an edge or right of it."""
    if place != edge[0]:
        return place > edge[0]
    return edge[1] is None or bool(sort_key >= edge[1])
