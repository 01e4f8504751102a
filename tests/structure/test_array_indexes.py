"""MongoDB refuses a document with arrays in two fields of one index; the local database would make an entry for each
pair, 250 000 for one look at 500 people."""

from importlib import import_module
from typing import get_origin

import pytest

SERVICES = ["registry", "notify", "activities"]
KINDS = [kind for name in SERVICES for kind in import_module(f"services.{name}.service").service.all_documents]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_no_index_joins_two_arrays(kind):
    led = [fields if kind.public else ("scopes", *fields) for fields in kind.indexes]
    for fields in (*led, *kind.clock_indexes):
        arrays = [name for name in fields if is_array(kind, name.lstrip("-"))]
        assert len(arrays) <= 1, f"{kind.__name__}: {fields}"


def is_array(kind, name):
    return name in kind.model_fields and get_origin(kind.model_fields[name].annotation) is list
