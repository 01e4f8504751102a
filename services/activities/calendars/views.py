"""What a member is shown of the feed for their calendar program."""

from datetime import datetime

from shared.web import View


class FeedForMember(View):
    made_at: datetime


class NewFeedForMember(View):
    """The address is shown this once; what is kept of it does not tell it again."""

    made_at: datetime
    address: str
