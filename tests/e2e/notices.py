"""10. Notices (N1 N2 N3 N4): who is told what, by which channel, when, and what became of it."""

from typing import Any

from tests.e2e.asking import Somebody
from tests.e2e.reporting import form
from tests.e2e.system import Wrong, until
from tests.e2e.walk import Walk, same, true

WORDING = "notify/wordings/member_accepted/zh-CN/inbox"


def told(member: Somebody, wording: str) -> dict[str, Any]:
    """The newest notice of this kind, once it is in the inbox."""
    def look() -> list[dict[str, Any]]:
        return [each for each in member.get("notify/inbox").items if each["wording"] == wording]
    return until(look, f"{wording} in the inbox")[0]


def inbox(walk: Walk) -> None:
    """Everybody has an inbox, in Chinese and in English; one event notifies once."""
    member = walk["first"]
    chinese = told(member, "member_accepted")
    every = member.get("notify/inbox").items
    same([each["wording"] for each in every].count("member_accepted"), 1, "notices of the acceptance")
    member.language = "en"
    english = told(member, "member_accepted")
    member.language = "zh-CN"
    true(english["text"] != chinese["text"] and "accepted" in english["text"], "the same in English")
    unread = member.get("notify/inbox")["unread"]
    member.ask("POST", f"notify/inbox/{chinese['id']}/read", "")
    same(member.get("notify/inbox")["unread"], unread - 1, "unread")
    member.ask("POST", "notify/inbox/read-all", "")
    same(member.get("notify/inbox")["unread"], 0, "unread")
    walk["person 8"].send("POST", f"notify/inbox/{chinese['id']}/read")
    true(chinese["id"] not in {each["id"] for each in walk["person 8"].get("notify/inbox").items}, "nobody else's")


def channels(walk: Walk) -> None:
    """The member is told by the channel they chose: SMS, e-mail, or the inbox alone."""
    own, name = walk.given.own, walk.given.district.here.core
    true(walk.mailed(own.people[0].phone, wanted=name)["channel"] == "sms", "an SMS")
    true(walk.mailed("walk9@example.com", wanted=name)["channel"] == "email", "an e-mail")
    told(walk["person 10"], "member_accepted")
    sent = [each for each in walk.system.mail(own.people[10].phone) if name in each["text"]]
    same(sent, [], "what is sent to who wants the inbox alone")


def timeline(walk: Walk) -> None:
    """The timeline of every message can be read: by its member, and by officers in whose scope the member is."""
    notice = told(walk["first"], "member_accepted")["id"]
    path = f"notify/notices/{notice}/timeline"
    for who in (walk["first"], walk.secretary):
        deliveries = who.get(path).items
        same([d["channel"] for d in deliveries], ["sms"], "deliveries")
        same([step["to"] for step in deliveries[0]["steps"]][:3], ["created", "sending", "sent"], "its steps")
    walk["person 8"].get(path, refused="404 not_found")
    walk.officer("secretary", walk.given.district.wrong.code).get(path, refused="404 not_found")


def failing_numbers(walk: Walk) -> None:
    """A busy provider is tried again, a bad number ends and the e-mail goes out, a silent provider is asked."""
    by_mail = [("email", "sent"), ("sms", "permanent_failure")]
    expected = {"7": [("sms", "sent")], "8": by_mail, "9": [("sms", "delivered")]}
    steps = {"7": ["temporary_failure", "temporary_failure"], "8": ["permanent_failure"], "9": []}
    for ending, ends in expected.items():
        name = walk[f"station {ending}"].name
        member = walk.secretary.post("registry/members/search", {"text": name}).items[0]["id"]

        def deliveries(member: str = member) -> list[dict[str, Any]]:
            found = walk.secretary.all(f"notify/members/{member}/deliveries")
            return [each for each in found if each["wording"] == "report_entered_for_you"]

        def ended(ends: list = ends, deliveries: Any = deliveries) -> bool:
            return sorted((each["channel"], each["state"]) for each in deliveries()) == ends

        try:
            until(ended, f"a number ending in {ending} to come to {ends}", 90)
        except Wrong as wrong:
            seen = [(each["channel"], each["state"]) for each in deliveries()]
            raise Wrong(f"{wrong}: {seen}") from None
        path = f"notify/notices/{deliveries()[0]['notice']}/timeline"
        sms = next(each for each in walk.secretary.get(path).items if each["channel"] == "sms")
        failed = [step["to"] for step in sms["steps"] if "failure" in step["to"]]
        same(failed, steps[ending], f"failures of a number ending in {ending}")


def wordings(walk: Walk) -> None:
    """A district writes a text otherwise: required placeholders are checked, versions kept, the first one restored."""
    officer, member = walk.district_officer, walk["first"]
    now = officer.get(WORDING)
    officer.put(WORDING, {"subject": "报到", "body": "欢迎您"}, now["version"], refused="422 invalid body")
    officer.put(WORDING, {"subject": "x", "body": "{{ community.__class__ }}"}, now["version"], refused="422 invalid")
    text = {"subject": "欢迎", "body": "走查版：{{ community }}欢迎您"}
    shown = officer.post(f"{WORDING}/preview", text)
    true(shown["body"].startswith("走查版："), "a preview")
    put = officer.put(WORDING, text, now["version"])
    officer.put(WORDING, text, now["version"], refused="412 changed")
    until(lambda: told(member, "member_accepted")["text"].startswith("走查版："), "the new text in the inbox")
    same(len(officer.get(f"{WORDING}/versions").items), 1, "versions")
    headers = {"If-Match": f'"v{put["version"]}"'}
    officer.ask("POST", f"{WORDING}/versions/0/restore", "", headers=headers)
    until(lambda: not told(member, "member_accepted")["text"].startswith("走查版："), "the built-in text again")
    walk.secretary.put(WORDING, text, put["version"], refused="403 not_allowed")


def preferences(walk: Walk) -> None:
    """A member sees quiet hours, and stops a kind of message on a channel; sign-in codes cannot be stopped."""
    member = walk["person 8"]
    now = member.get("notify/me/preferences")
    same((now["quiet_from"], now["quiet_to"]), ("21:00:00", "08:00:00"), "quiet hours")
    stop = {"items": [{"category": "report", "channel": "sms", "wanted": False}]}
    after = member.patch("notify/me/preferences", stop, now["version"])
    wanted = {(each["category"], each["channel"]): each["wanted"] for each in after.items}
    same((wanted["report", "sms"], wanted["report", "email"]), (False, True), "what is wanted")
    member.patch("notify/me/preferences", stop, now["version"], refused="412 changed")
    critical = {"items": [{"category": "critical", "channel": "sms", "wanted": False}]}
    member.patch("notify/me/preferences", critical, after["version"], refused="422 invalid")


def quiet_hours(walk: Walk) -> None:
    """From 21:00 to 08:00 nobody is woken: what is not critical waits for the morning, sign-in codes do not."""
    walk.move_clock("12h")
    person = walk.given.strangers.next()
    entered = form(community=walk.given.district.here.code, name=person.name, id_number=person.id_number,
                   phone=person.phone, how="station", employer_name="夜班单位")  # fmt: skip
    id = walk.secretary.post("registry/reports/entered", entered)["id"]
    walk.waits(walk.secretary, "report_to_accept", id)
    walk.code_for(walk.given.strangers.next().phone)
    same(walk.system.mail(person.phone), [], "messages at night")
    walk.move_clock("11h30m")
    walk.mailed(person.phone)


def arrived(walk: Walk) -> None:
    """Later its provider says whether an SMS arrived, and the timeline does."""
    notice = told(walk["first"], "member_accepted")["id"]
    [sms] = walk["first"].get(f"notify/notices/{notice}/timeline").items
    same((sms["state"], sms["steps"][-1]["to"]), ("delivered", "delivered"), "the SMS of a day ago")


STEPS = [inbox, channels, timeline, failing_numbers, wordings, preferences]
LATER = [quiet_hours, arrived]
