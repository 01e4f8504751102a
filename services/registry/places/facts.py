"""What is said about places: the present state of one, as an event."""

from collections.abc import Iterable

from pymongo.database import Database

from services.registry.places.model import DistrictSettings, Place
from shared.events.registry import DistrictSettingsChanged, PlaceChanged


def place_changed(place: Place) -> PlaceChanged:
    return PlaceChanged(
        place=place.id, level=place.level, name=place.name, parent=place.parent, district=place.district,
        street=place.street, active=place.active, closed_into=place.closed_into, phone=place.phone,
    )  # fmt: skip


def settings_changed(settings: DistrictSettings) -> DistrictSettingsChanged:
    same = settings.model_dump(include=set(DistrictSettingsChanged.model_fields))
    return DistrictSettingsChanged(district=settings.id, has_emblem=settings.has_emblem, **same)


def all_places(db: Database) -> Iterable[PlaceChanged]:
    """For readers added later than the events are kept."""
    return (place_changed(Place.of(row)) for row in db[Place.collection].find().sort("_id"))


def all_settings(db: Database) -> Iterable[DistrictSettingsChanged]:
    return (settings_changed(DistrictSettings.of(row)) for row in db[DistrictSettings.collection].find())
