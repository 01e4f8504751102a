"""/notify/today: what waits, and nothing else."""

from services.notify.todos import queries
from services.notify.todos.views import WaitingForDoer
from shared.web.pages import Pages, page, read

pages = Pages("todos", __name__, "notify")


@pages.get("/today")
def today() -> str:
    return page("todos/today.html", waiting=read(queries.todos, show=WaitingForDoer))
