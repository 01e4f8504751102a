"""The ways out of the system, one module a channel. Pure I/O: no database and no retries, a new connection each send.

A sender never raises for what a server answers or a network does: it says so in an Outcome.
To add a channel: a module here with a class that has `send` and `ask`, and its name below.
"""

from services.notify.deliveries.senders.port import Message, Outcome, Sender, State
from services.notify.deliveries.senders.sms import SmsSender
from services.notify.deliveries.senders.smtp import EmailSender

__all__ = ["EmailSender", "Message", "Outcome", "Sender", "SmsSender", "State"]
