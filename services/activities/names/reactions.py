from services.activities.names.model import DistrictSettings, Employer, Place
from shared.documents import Document
from shared.events import Event
from shared.events.registry import DistrictSettingsChanged, EmployerChanged, PlaceChanged
from shared.tx import Tx


def keep_place(tx: Tx, event: PlaceChanged) -> None:
    tx.set(Place, event.place, version=0, scopes=[event.district], **_kept(Place, event))


def keep_employer(tx: Tx, event: EmployerChanged) -> None:
    tx.set(Employer, event.employer, version=0, scopes=[event.district], **_kept(Employer, event))


def keep_settings(tx: Tx, event: DistrictSettingsChanged) -> None:
    tx.set(DistrictSettings, event.district, version=0, scopes=[event.district], **_kept(DistrictSettings, event))


def _kept(kind: type[Document], event: Event) -> dict[str, object]:
    return event.model_dump(include=kind.model_fields.keys() - {"id", "version", "scopes"})
