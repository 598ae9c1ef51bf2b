"""Starting what production starts, as processes of its own: a scratch database, commands, a server that answers."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scratch_database(template: str = "template1") -> Iterator[str]:
    """The address of a new database beside the one of the tests; "" for SQLite, which lives in DATA_DIR."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        yield ""
        return
    name = f"compose_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(command: list[str], environment: Mapping[str, str]) -> str:
    command = [sys.executable if word == "python" else word for word in command]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@contextmanager
def running(command: list[str], environment: Mapping[str, str], port: int, path: str, host: str = "") -> Iterator[None]:
    """Runs a server until the block ends; the block begins when the port answers. It has half a minute."""
    command = [sys.executable if word == "python" else word for word in command]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as process:
        try:
            for _attempt in range(300):
                assert process.poll() is None, f"{command} ended with {process.returncode}"
                try:
                    ask(port, path, host)
                    break
                except OSError:
                    time.sleep(0.1)
            else:
                raise AssertionError(f"{command} does not answer")
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def ask(port: int, path: str, host: str = "", **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", path, headers={**({"Host": host} if host else {}), **named})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
