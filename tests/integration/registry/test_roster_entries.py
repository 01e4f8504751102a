"""The people on a roster: listed, deferred, invited, reminded."""

import pytest

from tests import builders_rosters as build
from tests.stage_rosters import API, OFFICER, RosterStage, roster


@pytest.fixture(scope="module")
def whole(database):
    return RosterStage(database.uri("roster_entries"))


@pytest.fixture
def stage(whole):
    whole.begin_anew()
    return whole


def test_entries_are_listed_by_name_with_masked_phones(stage):
    stage.applied(roster(*range(6)))
    stage.db["roster_entries"].update_one({"name": "王伟"}, {"$set": {"report_state": "reported"}})
    client = stage.client(OFFICER)
    page = client.get(f"{API}/roster-entries", query_string={"limit": 4}).json
    rest = client.get(f"{API}/roster-entries", query_string={"cursor": page["next"]}).json
    names = [item["name"] for item in page["items"] + rest["items"]]
    assert sorted(names) == sorted(build.NAMES[:6])
    assert names.index("邓晨") < names.index("李畅") < names.index("王伟")
    assert page["items"][0]["masked_phone"].count("*") == 4
    assert "+86" not in str(page)
    of = {
        value: client.get(f"{API}/roster-entries", query_string={"reported": value}).json["items"]
        for value in ("yes", "no")
    }
    assert ([item["name"] for item in of["yes"]], len(of["no"])) == (["王伟"], 5)
    looks = [look for look in stage.said("registry.looked") if look["what"] == "roster_entries"]
    assert [len(look["persons"]) for look in looks] == [4, 2, 1, 5], "every look is logged"


def test_deferred_people_are_not_asked(stage):
    stage.applied(roster(1, 2))
    one = stage.entries()[0]["_id"]
    client = stage.client(OFFICER)
    assert client.post(f"{API}/roster-entries/defer", json={"ids": [one]}).json["items"][0]["state"] == "deferred"
    assert stage.applied(roster(1, 2))["counts"] == {"same": 2, "removed": 0}
    invite(stage, all_not_reported=True)
    assert [said["subject"] for said in stage.said("registry.message_asked")] != [one]
    assert client.post(f"{API}/roster-entries/undefer", json={"ids": [one]}).json["items"][0]["state"] == "current"
    assert client.post(f"{API}/roster-entries/defer", json={"ids": [one, "nobody"]}).status_code == 404
    assert client.post(f"{API}/roster-entries/defer", json={"ids": []}).status_code == 422


def test_a_deferred_person_who_is_gone_from_the_roster_has_left_unless_a_row_could_not_be_read(stage):
    stage.applied(roster(1, 2))
    one = stage.entries()[0]["_id"]
    stage.client(OFFICER).post(f"{API}/roster-entries/defer", json={"ids": [one]})
    unread = build.office_row(1, 身份证号码="*", 手机号码="*", 工号="")
    kept = stage.applied(build.a_csv([build.OFFICE, unread, build.office_row(2)]))
    assert (kept["would_remove"], kept["counts"]) == (0, {"refused": 1, "same": 1, "removed": 0})
    gone = stage.applied(roster(2))
    assert (gone["would_remove"], gone["counts"]) == (1, {"same": 1, "removed": 1})
    assert [entry["_id"] for entry in stage.entries(state="left")] == [one]


def test_who_was_erased_meanwhile_holds_up_no_invitation(stage):
    stage.applied(roster(1, 2))
    gone, one = (entry["_id"] for entry in stage.entries())
    asked = stage.client(OFFICER).post(f"{API}/roster-entries/invite", json={"ids": [gone, one, one]})
    stage.db["roster_entries"].delete_one({"_id": gone})
    stage.do_what_is_due()
    done = stage.client(OFFICER).get(f"{API}/roster-entries/invitations/{asked.json['id']}").json
    assert (done["state"], done["counts"]) == ("done", {"sent": 1, "letters": 0, "left_out": 0})


def invite(stage, verb: str = "invite", **body) -> dict[str, int]:
    asked = stage.client(OFFICER).post(f"{API}/roster-entries/{verb}", json=body)
    assert asked.status_code == 201, asked.json
    stage.do_what_is_due()
    return stage.client(OFFICER).get(f"{API}/roster-entries/invitations/{asked.json['id']}").json["counts"]


def test_each_is_invited_once_and_reminded_once_a_week_later(stage):
    stage.applied(roster(1, 2, 3))
    stage.db["roster_entries"].update_one({"name": build.NAMES[3]}, {"$set": {"report_state": "awaiting_community"}})
    first = stage.entries()[0]["_id"]
    assert invite(stage, ids=[first]) == {"sent": 1, "letters": 0, "left_out": 0}
    assert invite(stage, all_not_reported=True) == {"sent": 1, "letters": 0, "left_out": 2}
    assert invite(stage, "remind", all_not_reported=True) == {"sent": 0, "letters": 0, "left_out": 3}
    stage.clock.move(days=7)
    assert invite(stage, "remind", all_not_reported=True) == {"sent": 2, "letters": 0, "left_out": 1}
    assert invite(stage, "remind", all_not_reported=True) == {"sent": 0, "letters": 0, "left_out": 3}
    said = stage.said("registry.message_asked")
    assert [each["wording"] for each in said] == ["invitation"] * 2 + ["invitation_reminder"] * 2
    assert build.a_phone(1) not in str(said)


def test_who_has_neither_phone_nor_e_mail_gets_a_letter(stage):
    stage.applied(roster(1, 手机号码=""))
    assert invite(stage, all_not_reported=True) == {"sent": 0, "letters": 1, "left_out": 0}
    assert stage.said("registry.message_asked") == []
    (letter,) = stage.client(OFFICER).get(f"{API}/roster-entries/letters").json["items"]
    assert letter["name"] == build.NAMES[1]
    assert letter["address"].startswith("静安区惠州街")
    assert letter["link"].startswith(f"{stage.settings.public_url}/registry/report?i=")
    assert letter["qr"].startswith("<svg")


@pytest.mark.parametrize("body", [{}, {"ids": [], "all_not_reported": True}, {"ids": ["x"], "all_not_reported": True},
                                  {"ids": [{"$ne": ""}]}, {"all_not_reported": False}])  # fmt: skip
def test_an_invitation_says_whom(stage, body):
    assert stage.client(OFFICER).post(f"{API}/roster-entries/invite", json=body).status_code == 422
