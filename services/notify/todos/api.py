from typing import Any

from pydantic import BaseModel, Field

from services.notify.todos import queries
from services.notify.todos.views import TodoForDoer, WaitingForDoer
from shared.web import Listed, Page, do, room

api = room("todos", __name__, "notify")


class KindPath(BaseModel):
    kind: str = Field(max_length=80)


@api.get("/todos", responses={200: Listed[WaitingForDoer]})
def todos() -> Any:
    """What waits for me, by kind."""
    return do(queries.todos, show=WaitingForDoer)


@api.get("/todos/<kind>", responses={200: Listed[TodoForDoer]})
def todos_of_kind(path: KindPath, query: Page) -> Any:
    """One kind of what waits for me, the oldest first."""
    return do(queries.todos_of_kind, path.kind, query.limit, query.cursor, show=TodoForDoer)
