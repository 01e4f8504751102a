from services.notify.todos.model import Todo
from shared.events import activities, notify, registry
from shared.tx import Tx

Opened = registry.TodoOpened | activities.TodoOpened | notify.TodoOpened
Closed = registry.TodoClosed | activities.TodoClosed | notify.TodoClosed


def keep_todo(tx: Tx, event: Opened) -> None:
    tx.set(
        Todo, event.todo, version=0, scopes=event.scopes, kind=event.kind, subject=event.subject, roles=event.roles,
        since=event.since, not_by=event.not_by if isinstance(event, activities.TodoOpened) else None,
    )  # fmt: skip


def drop_todo(tx: Tx, event: Closed) -> None:
    tx.remove(Todo, event.todo)
