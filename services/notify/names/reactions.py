from services.notify.names.model import DistrictSettings, Employer, Place
from shared.events.registry import DistrictSettingsChanged, EmployerChanged, PlaceChanged
from shared.tx import Tx


def keep_place(tx: Tx, event: PlaceChanged) -> None:
    fields = event.model_dump(include={"level", "name", "district", "street", "phone", "active"})
    tx.set(Place, event.place, version=0, scopes=[event.district], **fields)


def keep_employer(tx: Tx, event: EmployerChanged) -> None:
    fields = event.model_dump(include={"name", "district"})
    tx.set(Employer, event.employer, version=0, scopes=[event.district], **fields)


def keep_settings(tx: Tx, event: DistrictSettingsChanged) -> None:
    fields = event.model_dump(include=DistrictSettings.model_fields.keys() - {"id", "version", "scopes"})
    tx.set(DistrictSettings, event.district, version=0, scopes=[event.district], **fields)
