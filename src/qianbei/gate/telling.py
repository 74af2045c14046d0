"""What somebody in line is told when their wait moves: why, for a minute. A promise is never shortened in silence."""

from qianbei.gate.classes import TrafficClass
from qianbei.gate.places import Moved, Place

MOVED_S, MOVED_SHARE = 5.0, 0.2
"""A forecast that moved by less than this is the same forecast: the range that is shown covers it."""
TOLD_S = 60.0


def why_moved(
    place: Place, wait_s: float, now_s: float, cause: Moved | None, *, holders: bool
) -> Moved | None:
    """Why this place's wait is another than it was told, if it is; notes what is told now.

    `cause` is what slows the whole line; `holders`: card holders wait before this place.
    """
    due_s = now_s + wait_s
    if place.due_s is None:
        place.due_s = due_s
    moved_s = due_s - place.due_s
    if abs(moved_s) > max(MOVED_S, MOVED_SHARE * wait_s):
        grew = cause or (Moved.HOLDERS if holders and place.lane is TrafficClass.NEW else Moved.SLOWER)
        place.due_s, place.moved_s = due_s, now_s
        place.reason = grew if moved_s > 0 else Moved.FASTER
    if place.reason is not None and now_s - place.moved_s > TOLD_S:
        place.reason = None
    return place.reason
