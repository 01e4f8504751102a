"""What a member does not want to be sent."""

from datetime import time
from typing import Literal

from shared.documents import Document

QUIET = (time(21), time(8))  # Asia/Shanghai; what is critical does not wait
Stoppable = Literal["report", "activity", "statement", "account"]
Outward = Literal["sms", "email"]


class Preferences(Document, collection="preferences"):
    """`id` is the member's. stopped: "category:channel". What is stopped still lies in the inbox."""

    stopped: list[str] = []
