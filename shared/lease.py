"""Who may mark outbox rows as sent, until when, and which cluster the marks are of."""

import time
from datetime import UTC, datetime, timedelta

from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.perform import in_transaction

LEASE = timedelta(seconds=8)


class LeaseLost(Exception):
    """Another relay has taken over; this one begins again as a candidate."""


class Lease:
    """In real time, never the moved clock. `fence` grows with every holder; `cluster` is the one whose marks count."""

    def __init__(self, db: Database, holder: str) -> None:
        self.db, self.leases, self.holder = db, db["leases"], holder
        self.fence = 0
        self.cluster = ""
        self.until = 0.0

    def hold(self) -> bool:
        """Whether this one holds it, taking it where it is free and renewing it in its last two thirds."""
        if time.monotonic() < self.until - LEASE.total_seconds() * 2 / 3:
            return True
        return bool(in_transaction(self.db, self._try))

    def _try(self, session: ClientSession) -> bool:
        row = self.leases.find_one({"_id": "relay"}, session=session) or {"fence": 0, "holder": "", "cluster": ""}
        if row["holder"] not in ("", self.holder) and row["until"] > datetime.now(UTC):
            return False
        if row["holder"] != self.holder:
            self.fence, self.cluster = row["fence"] + 1, row["cluster"]
        self._write(session)
        return True

    def renew(self, session: ClientSession) -> None:
        """In the transaction of every mark: a stale relay's transaction fails here."""
        row = self.leases.find_one({"_id": "relay"}, session=session)
        if not row or row["holder"] != self.holder or row["fence"] != self.fence:
            raise LeaseLost
        self._write(session)

    def met(self, cluster: str) -> None:
        self.cluster = cluster
        in_transaction(self.db, self.renew)

    def let_go(self) -> None:
        """So that the next one need not wait for the lease to end."""
        mine = {"_id": "relay", "holder": self.holder, "fence": self.fence}
        in_transaction(self.db, lambda s: self.leases.update_one(mine, {"$set": {"holder": ""}}, session=s))

    def _write(self, session: ClientSession) -> None:
        until = datetime.now(UTC) + LEASE
        fields = {"holder": self.holder, "fence": self.fence, "cluster": self.cluster, "until": until}
        self.leases.update_one({"_id": "relay"}, {"$set": fields}, upsert=True, session=session)
        self.until = time.monotonic() + LEASE.total_seconds()
