"""Tables that only grow: a trigger on both databases that refuses to change or remove a row."""

from typing import Any

from django.db.migrations import RunPython


def append_only(table: str, message: str) -> RunPython:
    """A migration step after which UPDATE and DELETE on `table` fail with `message` (PostgreSQL and SQLite)."""
    return RunPython(
        lambda apps, editor: _run(editor, _create(editor, table, message)),
        lambda apps, editor: _run(editor, _drop(editor, table)),
    )


def _create(editor: Any, table: str, message: str) -> list[str]:
    if editor.connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for event in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{message}'; END $$",
        f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
    ]


def _drop(editor: Any, table: str) -> list[str]:
    if editor.connection.vendor == "sqlite":
        return [f"DROP TRIGGER {table}_{event}" for event in ("update", "delete")]
    return [f"DROP TRIGGER {table}_kept ON {table}", f"DROP FUNCTION {table}_kept()"]


def _run(editor: Any, statements: list[str]) -> None:
    for statement in statements:
        editor.execute(statement)
