"""Separate consent to the use of personal data: to which text, and when."""

from services.registry.members.model import CONSENT_VERSION, Member
from shared.errors import N_, Invalid, Problem
from shared.tx import Tx


def agree(tx: Tx, member: Member, version: str) -> None:
    """Record the consent; another version than today's was agreed to on a page that is out of date."""
    if version != CONSENT_VERSION:
        unread = Problem("consent_version", N_("请先阅读并同意最新的个人信息说明。"))
        raise Invalid(code="consent_needed", fields=[unread])
    member.consent_version, member.consent_at = version, tx.now
