"""How many minutes somebody served: the one home of the rule."""

from datetime import timedelta

from services.activities.rollcalls.model import CAME, Attendance

QUARTER = timedelta(minutes=15)
FULL_DAY = 24 * 60


def minutes_served(attendance: Attendance) -> int:
    """Minutes of service by what the roll-call says, in whole quarter hours; 0 for who did not come.

    Present: the shift's minutes. Late: from the time of the latest "late" mark during the shift to its end; with no
    such mark (a sheet entered afterwards seldom says when), all of it. Rounded to the quarter hour, half of one
    upwards; whoever came has served at least one.
    Source: this product's own rule for its service records ("minutes in the shift, rounded to the quarter hour").
    """
    if attendance.state not in CAME:
        return 0
    begins = attendance.starts
    if attendance.state == "late":
        came_at = (mark.at for mark in attendance.marks if mark.state == "late")
        begins = max((at for at in came_at if attendance.starts <= at < attendance.ends), default=begins)
    quarters = (attendance.ends - begins + QUARTER / 2) // QUARTER
    return 15 * max(1, quarters)
