"""Files that people send: as the body itself, or as `file` of a form."""

import base64
import binascii
import io
from typing import Any, BinaryIO, NamedTuple, cast

from flask import request

from shared.errors import N_, Invalid, Problem
from shared.web.app import refuse_larger_than

_BINARY = {"schema": {"type": "string", "format": "binary"}}


def uploaded(limit: int) -> BinaryIO:
    """The file, of at most `limit` bytes."""
    refuse_larger_than(limit)
    if request.mimetype != "multipart/form-data":
        return io.BytesIO(request.get_data())
    if "file" not in request.files:
        raise Invalid(fields=[Problem("file", N_("请选择要上传的文件。"))])
    return cast(BinaryIO, request.files["file"].stream)


class KeptFile(NamedTuple):
    """A file that a page's form carries on to the next step. `again`: the value of its hidden field `content`."""

    content: bytes

    @property
    def again(self) -> str:
        return base64.b64encode(self.content).decode()


def kept_file(limit: int) -> KeptFile:
    """The file, or what the form holds of it that showed what is in it: nothing is stored in between."""
    request.max_form_memory_size = limit * 2
    refuse_larger_than(limit * 2)
    if "content" not in request.form:
        return KeptFile(uploaded(limit).read())
    try:
        return KeptFile(base64.b64decode(request.form["content"], validate=True))
    except binascii.Error:
        raise Invalid(fields=[Problem("file", N_("请选择要上传的文件。"))]) from None


def upload_of(description: str, *types: str) -> dict[str, Any]:
    """For the API's description: `request_body=upload_of("the roster", "text/csv")`."""
    form = {"schema": {"type": "object", "properties": {"file": _BINARY["schema"]}}}
    return {
        "required": True, "description": f"{description}: as the body itself, or as `file` of a form",
        "content": dict.fromkeys(types, _BINARY) | {"multipart/form-data": form},
    }  # fmt: skip
