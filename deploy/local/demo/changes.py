"""What happens to members after their report: they move, leave, come back, change their minds, want to be forgotten."""

from collections.abc import Iterable

from deploy.local.demo.cast import Member
from deploy.local.demo.opening import login_of
from deploy.local.demo.stage import Stage
from services.notify.notices.actions import read_all_notices, read_notice
from services.notify.notices.queries import inbox
from services.notify.preferences.actions import set_preferences
from services.notify.preferences.queries import Wanted
from services.registry.accounts.phones import correct_phone
from services.registry.members.actions import change_profile
from services.registry.members.queries import member_card, member_contact
from services.registry.places.actions import close_community
from services.registry.privacy import actions as privacy
from services.registry.reports import actions as reports
from services.registry.transfers.actions import change_employer, end_report, start_transfer
from services.registry.transfers.queries import my_employment


def move(stage: Stage, member: Member, community: str) -> None:
    stage.do(member.actor, start_transfer, community)


def cancel(stage: Stage, member: Member) -> None:
    stage.do(member.actor, reports.cancel_report)


def restore(stage: Stage, member: Member) -> None:
    stage.do(member.actor, reports.restore_report)


def name_new_employer(stage: Stage, member: Member) -> None:
    """Gone from a roster, and asked once where they work now."""
    stage.do(member.actor, change_employer, None, "静安区图书馆（演示数据）")


def confirm_new_employer(stage: Stage, member: Member) -> None:
    """Another employer's roster has them now, and they say yes."""
    offer = stage.do(member.actor, my_employment).offers[0]
    stage.do(member.actor, change_employer, offer.id)


def retire(stage: Stage, member: Member) -> None:
    """No longer in service; the community ends the report."""
    stage.do(login_of(member.person.community), end_report, member.report, "retired")


def close_account(stage: Stage, member: Member) -> None:
    stage.do(member.actor, privacy.close_my_account)


def erase(stage: Stage, member: Member) -> None:
    stage.do(member.actor, privacy.erase_me)


def ask_for_export(stage: Stage, member: Member) -> None:
    stage.do(member.actor, privacy.ask_for_export)


def merge_communities(stage: Stage, code: str, into: str) -> None:
    stage.do("district", close_community, code, into)


def lost_phone(stage: Stage, secretary: str, member: Member) -> None:
    """The secretary knows the person, and enters the new phone."""
    stage.do(secretary, correct_phone, member.actor.id, "19900000601", "known_in_person")


def look_up(stage: Stage, secretary: str, member: Member) -> None:
    """The secretary looks at the card, and then calls. Both looks are logged."""
    stage.do(secretary, member_card, member.actor.id)
    stage.do(secretary, member_contact, member.actor.id)


def set_wishes(stage: Stage, english: Member, resting: Member, quiet: Member) -> None:
    """One reads English, one rests until next month, one wants no SMS about activities."""
    stage.do(english.actor, change_profile, None, {"language": "en"})
    stage.do(resting.actor, change_profile, None, {"not_now_until": stage.later(days=30)})
    stage.do(quiet.actor, set_preferences, [Wanted("activity", "sms", False)], 0)


def read_notices(stage: Stage, all_of: Iterable[Member], newest_of: Iterable[Member]) -> None:
    for member in all_of:
        stage.do(member.actor, read_all_notices)
    for member in newest_of:
        newest = stage.do(member.actor, inbox, "zh-CN", 1).items[0]
        stage.do(member.actor, read_notice, newest.id)
