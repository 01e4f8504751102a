"""What places and employers are called: copies of registry's news, that fill texts and headers."""

from shared.documents import Document


class Place(Document, collection="places", public=True):
    """A district, street or community; `id` is its official code. phone: of its office."""

    indexes = [("level",)]
    level: str
    name: str
    district: str
    street: str | None = None
    phone: str | None = None
    active: bool = True


class Employer(Document, collection="employers", public=True):
    name: str
    district: str


class DistrictSettings(Document, collection="district_settings", public=True):
    """What a district has set; `id` is its code. words: names on screen, e.g. 社区 -> 居民区."""

    service_name: str
    words: dict[str, str] = {}
    organiser: str = ""
    filing_number: str = ""
    phone: str = ""
    hours: str = ""
    has_emblem: bool = False
