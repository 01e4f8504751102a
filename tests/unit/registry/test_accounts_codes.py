"""Codes: what travels, what is kept, whose they are; and how a phone changes."""

import re
from datetime import timedelta

import pytest

from services.registry.accounts import codes, phones, queries
from services.registry.accounts.model import Challenge, PhoneChange
from services.registry.members.model import Member, PhoneTaken
from services.registry.rosters.model import IdOnRoster, PhoneOnRoster
from shared import throttles
from shared.documents import CLOCK, PUBLIC, Actor
from shared.errors import Invalid, NotAllowed, NotFound, NotSignedIn, Refused, TooMany
from shared.events.registry import AccountChanged, MemberChanged, MessageAsked
from shared.sealed import PersonKey
from shared.throttles import Throttle
from shared.web.session import Standing
from tests.builders_accounts import COMMUNITY, OTHER, PHONE, SECRETARY, kept
from tests.builders_members import ID_NUMBER
from tests.fakes import KEYS, NOON, a_tx

FROM = {"network": "127.0.0.0/24", "an_hour_from_network": 30}


def sent(*documents, phone=PHONE, minutes=0, **more):
    tx = a_tx(*documents, by=PUBLIC, now=NOON + timedelta(minutes=minutes))
    challenge = codes.send_code(tx, **(more or {"phone": phone}), **FROM)
    said = tx.said[-1]
    message = KEYS.open_box(said.sealed, tx.get(PersonKey, said.sealed.of).wrapped)
    return challenge, message, tx


def looked_at_again(tx):
    """Which entries of rosters are settled anew."""
    return [write._filter for write in tx.operations().get("roster_entries", ())]


def answered(*documents, challenge, code, seconds=0):
    tx = a_tx(*documents, by=PUBLIC, now=NOON + timedelta(seconds=seconds))
    return codes.answer_code(tx, challenge.id, code), tx


def test_a_code_travels_sealed_under_a_key_of_its_own_and_lies_hashed():
    challenge, message, tx = sent()
    assert message["to"] == {"phone": PHONE}
    assert re.fullmatch(r"\d{6}", message["values"]["code"])
    said = tx.said[-1]
    assert (said.subject, said.wording, said.expires) == (challenge.id, "sign_in_code", NOON + timedelta(minutes=5))
    whole = challenge.model_dump_json() + said.model_dump_json()
    assert message["values"]["code"] not in whole.replace(challenge.id, "").replace(said.sealed.of, "")
    assert "13800000001" not in whole


def test_codes_for_one_phone_are_a_minute_apart_and_ten_a_day():
    _, _, tx = sent()
    with pytest.raises(TooMany) as caught:
        sent(*kept(tx))
    assert caught.value.retry_after == 60
    for minute in range(1, 10):
        _, _, tx = sent(*kept(tx), minutes=minute)
    with pytest.raises(TooMany):
        sent(*kept(tx), minutes=11)
    sent(*kept(tx), minutes=24 * 60)


def test_codes_for_one_network_are_limited():
    over = Throttle(id="code_network:127.0.0.0/24", count=30, until=NOON + timedelta(hours=1))
    with pytest.raises(TooMany):
        sent(over)


@pytest.mark.parametrize(
    "address", [{"phone": "12345"}, {"phone": "021-64370000"}, {"email": "x"}, {}, {"phone": PHONE, "email": "a@b.cn"}]
)
def test_what_is_no_address_gets_no_code(address):
    with pytest.raises(Invalid):
        codes.send_code(a_tx(by=PUBLIC), **address, **FROM)


def test_a_stranger_who_proves_a_phone_becomes_a_member():
    challenge, message, before = sent()
    holder, tx = answered(*kept(before), challenge=challenge, code=message["values"]["code"])
    member = tx.get(Member, holder.account)
    assert (holder.role, holder.scopes, holder.expires_at) == ("member", [member.id], NOON + timedelta(days=30))
    assert (member.scopes, member.proven_phone, tx.open(member)) == ([member.id], True, {"phone": PHONE})
    assert tx.peek(PhoneTaken, challenge.contact).member == member.id
    assert [type(said) for said in tx.said] == [MemberChanged]
    assert not tx.looked
    key = tx.get(PersonKey, challenge.sealed.of)
    assert (key.wrapped, key.erased, key.unsent) == (None, True, True)


def test_who_stands_on_a_roster_becomes_the_person_of_the_roster():
    roster = PhoneOnRoster(id=KEYS.hashed("phone", PHONE), person="p1", employer="e1", entries=["r1"])
    key = PersonKey(id="p1", wrapped=KEYS.new_wrapped("p1"))
    challenge, message, before = sent()
    holder, tx = answered(roster, key, *kept(before), challenge=challenge, code=message["values"]["code"])
    assert holder.account == "p1"
    assert tx.get(Member, "p1").phone_hash == roster.id
    assert looked_at_again(tx) == [{"phone_hash": roster.id, "state": "current"}]


def test_a_roster_cannot_move_a_members_phone():
    """The employer wrote another phone than the member proved: both have to agree."""
    roster = PhoneOnRoster(id=KEYS.hashed("phone", PHONE), person="p1", employer="e1")
    member = Member(id="p1", scopes=["p1"], phone_hash="another", proven_phone=True)
    challenge, message, before = sent()
    with pytest.raises(Refused) as caught:
        answered(roster, member, *kept(before), challenge=challenge, code=message["values"]["code"])
    assert caught.value.code == "phone_changed"


def test_who_signed_in_before_is_the_same_member_and_nothing_changes():
    taken = PhoneTaken(id=KEYS.hashed("phone", PHONE), member="m1")
    member = Member(id="m1", scopes=["m1", COMMUNITY], phone_hash=taken.id, proven_phone=True)
    challenge, message, before = sent()
    holder, tx = answered(taken, member, *kept(before), challenge=challenge, code=message["values"]["code"])
    assert (holder.account, holder.version, tx.said) == ("m1", 0, [])


def entered(*more, id_number="", **fields):
    """Who signs in with a phone that the station entered for "p1"; what is known of the person when it did."""
    taken = PhoneTaken(id=KEYS.hashed("phone", PHONE), entered="p1", id_hash=KEYS.hashed("id", ID_NUMBER), **fields)
    member = Member(id="p1", scopes=["p1"], phone_hash=taken.id, report="r1")
    key = PersonKey(id="p1", wrapped=KEYS.new_wrapped("p1"))
    challenge, message, before = sent()
    tx = a_tx(taken, member, key, *more, *kept(before), by=PUBLIC)
    return codes.answer_code(tx, challenge.id, message["values"]["code"], id_number), tx


def test_a_phone_that_the_station_entered_may_be_mistyped_and_signs_its_holder_in_to_nobodys_record():
    for number in ("", "310106198102020006"):
        holder, tx = entered(id_number=number)
        assert holder.account != "p1"
        assert tx.get(PhoneTaken, KEYS.hashed("phone", PHONE)).member == holder.account
        assert tx.peek(Member, "p1") is None


def test_with_the_id_number_it_is_the_person_who_was_entered_also_later():
    holder, tx = entered(id_number=ID_NUMBER)
    assert (holder.account, tx.get(Member, "p1").proven_phone) == ("p1", True)
    taken = tx.get(PhoneTaken, KEYS.hashed("phone", PHONE))
    assert (taken.member, taken.entered) == ("p1", None)
    assert entered(Member(id="m2", scopes=["m2"]), member="m2", id_number=ID_NUMBER)[0].account == "p1"
    reported = Member(id="m2", scopes=["m2"], report="r2", proven_phone=True)
    assert entered(reported, member="m2", id_number=ID_NUMBER)[0].account == "m2"


def test_a_roster_that_has_both_phone_and_id_number_says_that_too():
    hashes = {PhoneOnRoster: KEYS.hashed("phone", PHONE), IdOnRoster: KEYS.hashed("id", ID_NUMBER)}
    key = PersonKey(id="p9", wrapped=KEYS.new_wrapped("p9"))
    together = [kind(id=id, person="p9", employer="e1", entries=["n1"]) for kind, id in hashes.items()]
    assert entered(*together, key)[0].account == "p1"
    apart = [together[0], together[1].model_copy(update={"entries": ["n2"]})]
    assert entered(*apart, key)[0].account == "p9"


def test_a_closed_member_does_not_sign_in():
    taken = PhoneTaken(id=KEYS.hashed("phone", PHONE), member="m1")
    member = Member(id="m1", scopes=["m1"], phone_hash=taken.id, proven_phone=True)
    shut = Standing(id="m1", account_version=3, role="member", grants=["m1"], active=False)
    challenge, message, before = sent()
    with pytest.raises(NotSignedIn) as caught:
        answered(taken, member, shut, *kept(before), challenge=challenge, code=message["values"]["code"])
    assert caught.value.code == "account_closed"


def test_an_email_address_works_the_same_and_proves_no_phone():
    challenge, message, before = sent(email="Name@Example.com")
    assert message["to"] == {"email": "name@example.com"}
    holder, tx = answered(*kept(before), challenge=challenge, code=message["values"]["code"])
    member = tx.get(Member, holder.account)
    assert (member.phone_hash, member.proven_phone) == (None, False)


def wrong_of(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_five_wrong_codes_end_it():
    challenge, message, before = sent()
    documents, code = kept(before), message["values"]["code"]
    for _ in range(5):
        refused, tx = answered(*documents, challenge=challenge, code=wrong_of(code))
        assert (refused.text, refused.code) == (codes.WRONG, "code_wrong")
        documents = kept(tx)
    assert tx.get(PersonKey, challenge.sealed.of).erased
    assert [write._filter for write in tx.operations()["challenges"]] == [{"_id": challenge.id}]


def test_a_code_ends_after_five_minutes_and_what_was_sent_is_erased():
    challenge, message, before = sent()
    refused, _ = answered(*kept(before), challenge=challenge, code=message["values"]["code"], seconds=300)
    assert refused.code == "code_wrong"
    tx = a_tx(*kept(before), by=CLOCK, now=NOON + timedelta(minutes=5))
    assert [found.id for found in queries.expired_codes(tx)] == [challenge.id]
    codes.drop_expired_codes(tx, [challenge.id])
    assert tx.get(PersonKey, challenge.sealed.of).erased
    assert [found.until for found in throttles.ended_throttles(tx)] == [NOON + timedelta(seconds=60)]
    throttles.drop_ended(tx, ["code_minute:x"])
    assert len(tx.operations()["throttles"]) == 1


# a new phone


NEW = "+8613900000002"


def a_member(**more):
    more = {"community": COMMUNITY} | more
    member = Member(id="m1", scopes=["m1", COMMUNITY], phone_hash=KEYS.hashed("phone", PHONE), **more)
    wrapped = KEYS.new_wrapped("m1")
    member.sealed = KEYS.seal("m1", wrapped, {"name": "王五", "phone": PHONE})
    return [member, PhoneTaken(id=member.phone_hash, member="m1"), PersonKey(id="m1", wrapped=wrapped)]


def both_codes():
    old, told_old, first = sent()
    new, told_new, second = sent(*kept(first), phone=NEW)
    answers = [phones.Answer(c.id, m["values"]["code"]) for c, m in ((old, told_old), (new, told_new))]
    return answers, kept(second)


def test_both_codes_move_a_phone():
    (old, new), documents = both_codes()
    tx = a_tx(*a_member(), *documents, by=Actor("m1", "member", ("m1",)))
    member = phones.change_phone(tx, old, new)
    assert tx.open(member) == {"name": "王五", "phone": NEW}
    assert member.phone_hash == KEYS.hashed("phone", NEW)
    assert tx.peek(PhoneTaken, member.phone_hash).member == "m1"
    assert [type(said) for said in tx.said] == [MemberChanged]
    removed = [write._filter["_id"] for write in tx.operations()["phones_taken"][:1]]
    assert removed == [KEYS.hashed("phone", PHONE)]
    assert looked_at_again(tx) == [{"phone_hash": member.phone_hash, "state": "current"}]


def test_one_wrong_code_moves_nothing_and_names_which():
    (old, new), documents = both_codes()
    tx = a_tx(*a_member(), *documents, by=Actor("m1", "member", ("m1",)))
    refused = phones.change_phone(tx, old, new._replace(code=wrong_of(new.code)))
    assert isinstance(refused, Invalid)
    assert [problem.field for problem in refused.fields] == ["new.code"]
    assert tx.peek(Challenge, new.challenge).tries == 1
    assert not tx.said


def test_codes_of_other_phones_move_nothing():
    (old, new), documents = both_codes()
    tx = a_tx(*a_member(), *documents, by=Actor("m2", "member", ("m2",)))
    with pytest.raises(Invalid):
        phones.change_phone(tx, old, new)


def test_a_phone_of_another_member_is_not_taken_from_them():
    (old, new), documents = both_codes()
    taken = PhoneTaken(id=KEYS.hashed("phone", NEW), member="m2")
    with pytest.raises(Refused) as caught:
        phones.change_phone(a_tx(*a_member(), taken, *documents, by=Actor("m1", "member", ("m1",))), old, new)
    assert caught.value.code == "phone_taken"


def test_staff_who_checked_the_person_confirm_the_phone_that_was_entered():
    member, taken, key = a_member()
    taken.member, taken.entered = None, "m1"
    tx = a_tx(member, taken, key, by=SECRETARY)
    assert phones.correct_phone(tx, "m1", PHONE, "id_card_seen").proven_phone
    assert (taken.id, tx.get(PhoneTaken, taken.id).member) == (member.phone_hash, "m1")


def test_staff_who_checked_the_person_move_a_phone_and_end_the_old_ones_sessions():
    tx = a_tx(*a_member(), by=SECRETARY)
    phones.correct_phone(tx, "m1", "139-0000-0002", "id_card_seen")
    assert [type(said) for said in tx.said] == [MemberChanged, MessageAsked, AccountChanged]
    told = KEYS.open_box(tx.said[1].sealed, tx.get(PersonKey, "m1").wrapped)
    assert (tx.said[1].wording, told["to"]) == ("phone_changed", {"phone": PHONE})
    assert (tx.said[2].role, tx.said[2].scopes, tx.said[2].tokens_from) == ("member", ["m1"], 1)
    change = next(document for document in tx.changed.values() if isinstance(document, PhoneChange))
    assert (change.member, change.by, change.why) == ("m1", "k1", "id_card_seen")
    assert tx.looked == {"m1": {"m1", COMMUNITY}}
    with pytest.raises(NotFound):
        phones.correct_phone(a_tx(*a_member(), by=Actor("k2", "secretary", (OTHER,))), "m1", NEW, "id_card_seen")


def test_a_community_that_a_report_merely_names_moves_no_phone_save_of_whom_it_entered():
    tx = a_tx(*a_member(community=None), by=SECRETARY)
    with pytest.raises(NotAllowed):
        phones.correct_phone(tx, "m1", "139-0000-0002", "id_card_seen")
    assert not tx.said
    tx = a_tx(*a_member(community=None, entered_by="k9", entered_at=[COMMUNITY]), by=SECRETARY)
    assert phones.correct_phone(tx, "m1", "139-0000-0002", "id_card_seen").proven_phone
