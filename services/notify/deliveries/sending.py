"""Out of the system and back: no database here. A text is rendered just before it leaves, and kept nowhere."""

import hashlib
from typing import NamedTuple

from services.notify import metrics
from services.notify.deliveries.senders import EmailSender, Message, Outcome, Sender, SmsSender
from services.notify.wordings.defaults import Text
from services.notify.wordings.rendering import CannotRender, render
from shared.settings import Settings


class ToSend(NamedTuple):
    """`reference` is the delivery's id, `tries` which try of it this is; a link that begins with "/" is a page here."""

    reference: str
    tries: int
    channel: str
    to: str
    text: Text
    values: dict[str, object]
    language: str


class ToAsk(NamedTuple):
    reference: str
    tries: int
    channel: str


class Answer(NamedTuple):
    """What came of try number `tries`. None: the channel cannot be asked."""

    tries: int
    outcome: Outcome | None


def send(settings: Settings, what: ToSend) -> Answer:
    outcome = _send(settings, what)
    metrics.deliveries.labels(what.channel, outcome.state).inc()
    return Answer(what.tries, outcome)


def _send(settings: Settings, what: ToSend) -> Outcome:
    sender = _sender(settings, what.channel)
    if sender is None:
        return Outcome("technical_failure", "not_configured", what.reference)
    values = what.values
    link = str(values["link"]) if values.get("link") else None
    if link and link.startswith("/"):
        link = settings.public_url + link
    code = str(values["code"]) if values.get("code") else None
    try:
        subject, body = (render(part, values | {"link": link}) for part in what.text)
    except CannotRender:
        return Outcome("technical_failure", "cannot_render", what.reference)
    message = Message(_told(what.reference), what.to, subject, body, code, link, what.language)
    with metrics.provider_seconds.labels(what.channel).time():
        return sender.send(message)


def ask(settings: Settings, what: ToAsk) -> Answer:
    sender = _sender(settings, what.channel)
    return Answer(what.tries, sender.ask(_told(what.reference)) if sender else None)


def _sender(settings: Settings, channel: str) -> Sender | None:
    """None where the channel is not set up."""
    if channel == "sms":
        return SmsSender(settings.sms_url, settings.sms_token) if settings.sms_url else None
    return EmailSender(settings.smtp_url, settings.mail_from) if settings.smtp_url else None


def _told(reference: str) -> str:
    """A delivery's id says whose it is and what for; a provider gets one that says nothing, the same at every try."""
    return hashlib.sha256(reference.encode()).hexdigest()[:40]
