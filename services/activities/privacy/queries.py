from services.activities.activities.ending import held_leading
from services.activities.activity_log.model import Line, Look
from services.activities.calendars.model import Feed
from services.activities.complaints.ending import held_complaints
from services.activities.people.model import Person
from services.activities.privacy.model import Owed
from services.activities.records.ending import held_records
from services.activities.rollcalls.model import Attendance
from services.activities.signups.model import SignUp
from services.activities.statements.ending import held_statements
from shared.sealed import PersonKey
from shared.tx import Tx

SIGNUP = {"activity", "title", "place", "where", "starts", "ends", "state", "number", "asked_at", "reason"}
ATTENDANCE = {"activity", "title", "place", "starts", "ends", "state", "own_word", "added"}
MOST, LINES = 2_000, 20_000  # of each kind, and of the logs, in an export; more than a member gathers in years


def owed_exports(tx: Tx) -> list[Owed]:
    """Not due until the member's key is here."""
    owed = tx.find(Owed, kind="export", limit=50)
    return [each for each in owed if tx.peek(PersonKey, each.member)]


def owed_erasures(tx: Tx) -> list[Owed]:
    return tx.find(Owed, kind="erasure", limit=500)


def held_about(tx: Tx, member: str) -> dict[str, list]:
    """Everything here that is about one member."""
    person = tx.find(Person, _id=member)
    lines = tx.find(Line, scopes=member, sort="-at", limit=LINES)
    looks = tx.find(Look, persons=member, sort="-at", limit=LINES)
    signups = tx.find(SignUp, member=member, sort="-starts", limit=MOST)
    attendances = tx.find(Attendance, member=member, sort="-starts", limit=MOST)
    return {
        "person": [each.model_dump(mode="json", exclude={"version", "scopes", "sealed", "to_name"}) for each in person],
        **held_leading(tx, member),
        "signups": [each.model_dump(mode="json", include=SIGNUP) for each in signups],
        "calendar": [each.model_dump(mode="json", include={"made_at"}) for each in tx.find(Feed, _id=member)],
        "attendances": [each.model_dump(mode="json", include=ATTENDANCE) for each in attendances],
        **held_records(tx, member),
        "complaints": held_complaints(tx, member),
        **held_statements(tx, member),
        "activity_log": [each.model_dump(mode="json", include={"at", "service", "what", "role"}) for each in lines],
        "looks": [each.model_dump(mode="json", include={"at", "service", "what", "role"}) for each in looks],
    }
