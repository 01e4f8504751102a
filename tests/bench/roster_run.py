"""The product takes one roster, in a process of its own so that its memory is that of nothing else.

python -m tests.bench.roster_run DATABASE-URI FILE prints one line of JSON: rows, and the seconds of each part.
"""

import json
import sys
import time
from pathlib import Path

from services.registry.rosters.checks import check_upload
from services.registry.rosters.queries import uploads_to_apply, uploads_to_check
from services.registry.rosters.uploads import advance_upload
from tests.stage_rosters import API, OFFICER, RosterStage


def run(uri: str, path: Path) -> dict[str, float]:
    """From the request that brings the file until the roster is the employer's."""
    stage = RosterStage(uri)
    stage.begin_anew()
    client, began = stage.client(OFFICER), time.perf_counter()
    with open(path, "rb") as file:
        id = client.post(f"{API}/rosters", data={"file": (file, path.name)}).json["id"]
    uploaded = time.perf_counter()
    answer = client.post(f"{API}/rosters/{id}/apply")
    if answer.status_code != 200:
        raise SystemExit(f"not applied: {answer.json}")
    for upload in stage.act(uploads_to_check):
        check_upload(stage.act, upload.id)
    checked = time.perf_counter()
    while stage.act(uploads_to_apply):
        stage.act(advance_upload, id)
    applied = time.perf_counter()
    return {
        "added": stage.upload(id)["counts"]["added"], "seconds": applied - began, "upload": uploaded - began,
        "check": checked - uploaded, "apply": applied - checked,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], Path(sys.argv[2]))))
