"""How times stand on Chinese paper: on the clock of Asia/Shanghai."""

from datetime import datetime

from shared.clock import SHANGHAI

WEEKDAYS = "一二三四五六日"


def day(at: datetime) -> str:
    """2026年11月28日"""
    here = at.astimezone(SHANGHAI)
    return f"{here.year}年{here.month}月{here.day}日"


def span(starts: datetime, ends: datetime) -> str:
    """2026年11月28日（星期六）9:00—11:30; the other day too where it ends on another."""
    here, end = starts.astimezone(SHANGHAI), ends.astimezone(SHANGHAI)
    other = "" if here.date() == end.date() else f"{end.month}月{end.day}日"
    return f"{day(starts)}（星期{WEEKDAYS[here.weekday()]}）{here.hour}:{here:%M}—{other}{end.hour}:{end:%M}"
