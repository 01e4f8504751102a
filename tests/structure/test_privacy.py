"""Whatever keeps personal data is ended by erasure. A kind of document with `sealed` is named in its service's
erasure, or said here with the reason why it need not be."""

from importlib import import_module
from pathlib import Path

from shared.service import Service

SERVICES = Path(__file__).parents[2] / "services"
ENDED_OTHERWISE = {
    "Challenge": "under a one-off key; gone once used or expired",
    "Complaint": "a place's, under a key of its own; its author and contact end with the person (complaints/ending.py)",
    "Visit": "about a community, under a key of its own; the words go after two years",
    **dict.fromkeys(("Upload", "RosterChunk", "RosterRows"), "under the upload's own key; gone within a day"),
}


def test_every_kind_with_sealed_data_is_named_in_the_erasure_of_its_service(service: Service) -> None:
    privacy = import_module(f"services.{service.name}.privacy.actions")
    source = "".join(path.read_text() for path in sorted((SERVICES / service.name / "privacy").glob("*.py")))
    assert privacy
    keeps = {kind.__name__ for kind in service.documents if "sealed" in kind.model_fields}
    forgotten = {name for name in keeps if name not in source} - set(ENDED_OTHERWISE)
    assert not forgotten
