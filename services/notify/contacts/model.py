"""How members can be reached, as registry last said."""

from typing import Literal

from shared.documents import Document, Sealed


class Contact(Document, collection="contacts"):
    """`id` is the member's. sealed: {"name", "phone", "email"}. state: the report's, or "closed"."""

    state: str = ""
    channel: Literal["sms", "email", "inbox"] = "sms"
    language: Literal["zh_CN", "en"] = "zh_CN"
    community: str | None = None
    district: str | None = None
    sealed: Sealed | None = None
