"""A file on its way in: whole, or not at all."""

from collections.abc import Callable
from typing import Any

from services.registry.rosters import actions, queries
from services.registry.rosters.handing_in import guessed, pieces
from services.registry.rosters.reading import UnreadableFile
from services.registry.rosters.views import UploadBegun
from shared.errors import Invalid

FORM = 100_000  # bytes around the file


def handed_in(do: Callable, file: Any, name: str, employer: str | None) -> str:
    """Gives the upload's id. Invalid with what is wrong where the file is none that can be read."""
    id = do(actions.begin_upload, employer, show=UploadBegun)["id"]
    if do(queries.upload, id).state != "receiving":  # this request has come before
        return id
    try:
        _, guess = guessed(file, name)
    except UnreadableFile as caught:
        raise Invalid(caught.text, code=f"file_{caught.code}", **caught.values) from None
    for number, piece in enumerate(pieces(file)):
        do(actions.keep_piece, id, number, piece)
    do(actions.receive_upload, id, file.tell(), name, guess)
    return id
