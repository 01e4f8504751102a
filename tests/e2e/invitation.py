"""4. Invitation: by SMS or e-mail, one reminder later, or a letter to print."""

from tests.e2e.asking import Answer
from tests.e2e.system import until
from tests.e2e.walk import Walk, same, true

EVERYBODY = {"all_not_reported": True}


def counted(walk: Walk, verb: str) -> dict[str, int]:
    """Ask for invitations or reminders, and how many there were."""
    officer = walk.employer_officer
    asked = officer.post(f"registry/roster-entries/{verb}", EVERYBODY)["id"]
    path = f"registry/roster-entries/invitations/{asked}"

    def done() -> Answer | None:
        found = officer.get(path)
        return found if found["state"] == "done" else None

    return until(done, "the invitation to be done")["counts"]


def invited(walk: Walk) -> None:
    """The employer's officer invites everybody who has not reported, once; who is deferred is left alone."""
    own = walk.given.own
    counts = counted(walk, "invite")
    same({name: counts[name] for name in ("sent", "letters")}, {"sent": len(own.rows) - 2, "letters": 1}, "invited")
    message = walk.mailed(own.people[0].phone, wanted=own.employer)
    true(message["channel"] == "sms" and message["link"], "an SMS that names the employer and holds a link")
    same(walk.system.mail(own.people[1].phone), [], "messages to who is deferred")
    same(counted(walk, "invite")["sent"], 0, "invited a second time")
    same(counted(walk, "remind")["sent"], 0, "reminded on the same day")


def letters(walk: Walk) -> None:
    """Who has neither phone nor e-mail gets a printed letter: its data with link and QR code."""
    found = walk.employer_officer.get("registry/roster-entries/letters").items
    same(len(found), 1, "letters")
    true(found[0]["qr"].startswith("<svg") and found[0]["link"].startswith(walk.system.url), "a link and its QR code")
    true(found[0]["name"] == walk.given.own.people[-1].name, "the letter's person")


def reminded(walk: Walk) -> None:
    """A week later one reminder goes out, to those who have not reported, and no second one."""
    own = walk.given.own
    before = len(walk.system.mail(own.people[-2].phone))
    walk.move_clock("8d")
    sent = counted(walk, "remind")["sent"]
    true(0 < sent <= len(own.rows) - 2, "reminders")
    true(walk.mailed(own.people[-2].phone, before)["link"], "a reminder with its link")
    same(counted(walk, "remind")["sent"], 0, "reminded a second time")


STEPS = [invited, letters]
LATER = [reminded]
