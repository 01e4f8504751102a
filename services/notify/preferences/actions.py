from services.notify.preferences.queries import Choices, Wanted, preferences, preferences_of
from shared.errors import Changed
from shared.tx import Tx, allow


@allow("member")
def set_preferences(tx: Tx, wanted: list[Wanted], version: int) -> Choices:
    """Stop, or want again, categories on channels. What is critical (sign-in codes) cannot be stopped."""
    own = preferences_of(tx, tx.by.id)
    if own.version != version:
        raise Changed
    for each in wanted:
        name = f"{each.category}:{each.channel}"
        own.stopped = [other for other in own.stopped if other != name] + ([] if each.wanted else [name])
    if version:
        tx.save(own)
    else:
        own.version = 1
        tx.add(own)
    return preferences(tx)
