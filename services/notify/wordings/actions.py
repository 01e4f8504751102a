from services.notify.wordings.defaults import Channel, Text
from services.notify.wordings.model import OwnWording, WordingVersion
from services.notify.wordings.queries import Shown, faults, kind_of, own_key, shown
from shared.errors import Changed, Invalid, NotFound
from shared.tx import Tx, allow


@allow("district_officer")
def add_wording_version(tx: Tx, wording: str, language: str, channel: Channel, text: Text, version: int) -> Shown:
    """From now on the district says it like this."""
    problems = faults(kind_of(wording, language, channel), channel, text)
    if problems:
        raise Invalid(fields=problems)
    now = shown(tx, wording, language, channel)
    if now.version != version:
        raise Changed
    _put(tx, own_key(tx, wording, language, channel), text, version + 1)
    return shown(tx, wording, language, channel)


@allow("district_officer")
def restore_wording_version(tx: Tx, wording: str, language: str, channel: Channel, number: int, version: int) -> Shown:
    """Say it again as version `number` did (0: as built in): a copy of that version becomes the newest."""
    older = kind_of(wording, language, channel).texts[language, channel]
    if number:
        found = tx.find(WordingVersion, key=own_key(tx, wording, language, channel), number=number, limit=1)
        if not found:
            raise NotFound
        older = Text(found[0].subject, found[0].body)
    return add_wording_version(tx, wording, language, channel, older, version)


def _put(tx: Tx, key: str, text: Text, number: int) -> None:
    district = key.partition(":")[0]
    own = tx.peek(OwnWording, key)
    if own:
        own.subject, own.body, own.number = text.subject, text.body, number
        tx.save(own)
    else:
        tx.add(OwnWording(
            id=key, scopes=[district], district=district, number=number, subject=text.subject, body=text.body
        ))  # fmt: skip
    tx.add(WordingVersion(
        id=f"{key}:{number}", scopes=[district], key=key, number=number, subject=text.subject, body=text.body,
        at=tx.now, by=tx.by.id,
    ))  # fmt: skip
