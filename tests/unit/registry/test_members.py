"""The rules of what members say of themselves, and of who sees it."""

import pytest

from services.registry.members.actions import change_profile, give_consent
from services.registry.members.model import CONSENT_VERSION
from services.registry.members.names import masked_name, masked_phone, spelled
from services.registry.members.queries import Wanted, member_card, member_contact, members, my_profile
from services.registry.places.search import pinyin_key
from shared.documents import Actor
from shared.errors import Changed, Invalid, NotFound
from shared.events.registry import MemberChanged
from tests.builders_members import (
    HERE,
    MEMBER,
    PHONE,
    SECRETARY,
    STREET,
    STREET_OFFICER,
    THERE,
    a_key,
    a_member,
    a_roster_entry,
    places,
)
from tests.fakes import a_tx


def one_of(community=HERE, **more):
    fields = {"community": community, "street": STREET, "state": "reported", "scopes": ["m1", community, STREET]}
    return a_member(**fields | more)


def test_a_proven_phone_is_shown_what_its_roster_knows():
    tx = a_tx(*places(), a_key(), a_member(), a_roster_entry(community=HERE), by=MEMBER)
    profile = my_profile(tx)
    assert profile.known == {"name": "测试甲", "phone": PHONE, "email": "m1@example.com"}
    assert (profile.on_roster, profile.guess.name) == (True, "测试一村居委会")


def test_an_unproven_phone_is_shown_only_what_its_owner_said():
    profile = my_profile(a_tx(*places(), a_key(), a_member(proven_phone=False), a_roster_entry(), by=MEMBER))
    assert profile.known == {"name": "", "phone": PHONE, "email": ""}
    assert (profile.on_roster, profile.guess) == (False, None)


def test_only_what_is_named_changes_and_everybody_hears_it():
    tx = a_tx(a_key(), a_member(skills=["书法"], interests=["阅读"]), by=MEMBER)
    member = change_profile(tx, 0, {"skills": ["摄影"], "email": "a@example.com"})
    assert (member.skills, member.interests, tx.open(member)["email"]) == (["摄影"], ["阅读"], "a@example.com")
    assert [(event.skills, event.sealed) for event in tx.said] == [(["摄影"], member.sealed)]
    assert isinstance(tx.said[0], MemberChanged)


def test_an_edit_of_an_old_version_is_refused():
    with pytest.raises(Changed):
        change_profile(a_tx(a_key(), a_member(version=2), by=MEMBER), 1, {"skills": []})


def test_consent_is_recorded_with_its_time_and_only_to_todays_text():
    tx = a_tx(a_member(), by=MEMBER)
    member = give_consent(tx, CONSENT_VERSION)
    assert (member.consent_version, member.consent_at) == (CONSENT_VERSION, tx.now)
    with pytest.raises(Invalid):
        give_consent(tx, "2020-01")


@pytest.mark.parametrize(("by", "seen"), [
    (SECRETARY, ["m1"]), (STREET_OFFICER, ["m1", "m2"]), (Actor("u9", "staff", ("310101001001",)), []),
])  # fmt: skip
def test_members_are_seen_where_they_belong(by, seen):
    tx = a_tx(one_of(), one_of(THERE, id="m2"), by=by)
    assert [member.id for member in members(tx, Wanted())] == seen


def test_who_is_only_on_the_way_is_not_yet_a_member_here():
    waiting = one_of(community=None, state="awaiting_community", scopes=["m1", HERE])
    assert members(a_tx(waiting, by=SECRETARY), Wanted()) == []


@pytest.mark.parametrize("text", ["王", "王伟", "wang", "Wáng", "wangw", "ww", "W W"])
def test_a_name_is_found_by_how_it_begins(text):
    key = pinyin_key("王伟")
    tx = a_tx(one_of(name="王伟", pinyin=key, spelling=spelled(key)), by=SECRETARY)
    assert [member.name for member in members(tx, Wanted(text))] == ["王伟"]
    assert members(tx, Wanted("李")) == []


def test_filters_narrow_together():
    tx = a_tx(one_of(skills=["书法"], free_times=["周六上午"]), by=SECRETARY)
    assert len(members(tx, Wanted(skill="书法", free_time="周六上午"))) == 1
    assert members(tx, Wanted(skill="书法", free_time="节假日")) == []


def test_a_card_masks_the_phone_and_each_look_is_logged():
    tx = a_tx(a_key(), one_of(), by=SECRETARY)
    assert member_card(tx, "m1").masked_phone == "138****0001"
    assert member_contact(tx, "m1").phone == PHONE
    assert tx.looked == {"m1": {"m1", HERE, STREET}}


def test_another_communitys_card_is_not_found():
    with pytest.raises(NotFound):
        member_card(a_tx(a_key(), one_of(THERE), by=SECRETARY), "m1")


def test_masks_keep_little():
    assert (masked_name("欧阳玉华"), masked_name("𠮷田"), masked_phone("+85291234567")) == ("欧***", "𠮷*", "****4567")


def test_what_a_member_is_called_travels_sealed():
    tx = a_tx(a_key(), a_member(name="测试甲"), by=MEMBER)
    change_profile(tx, 0, {"language": "en"})
    assert "测试甲" not in tx.said[0].model_dump_json()


def test_who_reads_the_list_of_members_leaves_a_line():
    tx = a_tx(one_of(), by=SECRETARY)
    assert [member.id for member in members(tx, Wanted())] == ["m1"]
    assert tx.looked == {"m1": {"m1", HERE, STREET}}
