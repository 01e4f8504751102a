"""A registry in which employers' officers hand in rosters: a real district, two employers, and the clock at hand."""

import io
from pathlib import Path
from typing import Any

from services.registry.employers.model import Employer
from services.registry.places import codelist
from services.registry.places.model import Place
from services.registry.rosters.checks import check_upload
from services.registry.rosters.queries import uploads_to_apply, uploads_to_check
from services.registry.rosters.uploads import advance_upload
from services.registry.service import service
from shared.documents import Actor
from tests import builders_rosters as build
from tests.stage import Stage, settings_for

API = "/registry/api/v1"
DATA = Path(__file__).parent / "data"
DISTRICT = "310106"
OFFICER, OTHER = Actor("o1", "employer_officer", ("e1",)), Actor("o2", "employer_officer", ("e2",))
KEPT_OF_ROSTERS = ("roster_uploads", "roster_chunks", "roster_rows", "roster_entries", "keys", "outbox")
KEPT = ("places",)  # between one test and the next


def roster(*numbers: int, **other: str) -> io.BytesIO:
    """An office's file with these of the made-up people; `other`: what stands in a column of all their rows."""
    return build.a_csv([build.OFFICE, *(build.office_row(i, **other) for i in numbers)])


class RosterStage(Stage):
    def __init__(self, mongo_uri: str) -> None:
        super().__init__(service, settings_for(mongo_uri))
        rows = codelist.parse((DATA / "districts" / f"{DISTRICT}.csv").read_bytes()).places
        self.db["places"].insert_many([
            Place(id=row.id, level=row.level, name=row.name, parent=row.parent, district=DISTRICT,
                  street=row.parent if row.level == "community" else None).row()
            for row in rows
        ])  # fmt: skip

    def begin_anew(self) -> None:
        for name in set(self.db.list_collection_names()) - set(KEPT):
            self.db[name].delete_many({})
        for id in ("e1", "e2"):
            self.db["employers"].insert_one(Employer(id=id, name=f"单位{id}", district=DISTRICT, scopes=[id]).row())

    def hand_in(self, file: io.BytesIO, name: str = "党员名册.csv", by: Actor = OFFICER) -> Any:
        return self.client(by).post(f"{API}/rosters", data={"file": (file, name)})

    def ask(self, id: str, verb: str, by: Actor = OFFICER) -> dict[str, Any]:
        """Check or apply an upload, and how it is when nothing is due any more."""
        answer = self.client(by).post(f"{API}/rosters/{id}/{verb}")
        assert answer.status_code == 200, answer.json
        self.work()
        return self.upload(id, by)

    def applied(self, file: io.BytesIO, name: str = "党员名册.csv", by: Actor = OFFICER) -> dict[str, Any]:
        return self.ask(self.hand_in(file, name, by).json["id"], "apply", by)

    def upload(self, id: str, by: Actor = OFFICER) -> dict[str, Any]:
        return self.client(by).get(f"{API}/rosters/{id}").json

    def work(self) -> None:
        for upload in self.act(uploads_to_check):
            check_upload(self.act, upload.id)
        while under_way := self.act(uploads_to_apply):
            for upload in under_way:
                self.act(advance_upload, upload.id)

    def everything(self) -> dict[str, list[dict[str, Any]]]:
        """All that is kept of rosters."""
        return {name: list(self.db[name].find().sort("_id")) for name in KEPT_OF_ROSTERS}

    def entries(self, **where: Any) -> list[dict[str, Any]]:
        return list(self.db["roster_entries"].find(where).sort("number_hash"))

    def rows_of(self, id: str, **query: Any) -> list[dict[str, Any]]:
        return self.client(OFFICER).get(f"{API}/rosters/{id}/rows", query_string=query).json["items"]
