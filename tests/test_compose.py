"""The container files: they parse, name only what exists, and what they start works here without Docker."""

import http.client
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from PIL import Image

from settings import base
from tests import processes
from tests.journeys.browser import need
from tests.processes import free_port, run, running, scratch_database

ROOT = Path(settings.BASE_DIR)
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
FROM_THIS_IMAGE = ("migrate", "web", "worker")
SITE_URL = "https://blog.example"
HOST = "blog.example"
FILLED_IN = {
    "SITE_URL": SITE_URL,
    "SECRET_KEY": "k3y-" * 4 + "of-the-tests-that-signs-nothing-at-all",
    "POSTGRES_PASSWORD": "pw",
}
Answer = tuple[int, http.client.HTTPMessage, bytes]
VARIABLE = re.compile(r"(?<!\$)\$\{(?P<name>[A-Z_]+)(?::(?P<kind>[-?])(?P<word>[^}]*))?\}")


@dataclass(frozen=True)
class Instruction:
    """One line of a Dockerfile, continued lines joined."""

    stage: str
    name: str
    rest: str


def dockerfile() -> list[Instruction]:
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if not line.startswith("#")]
    found, stage = [], ""
    for line in "\n".join(lines).replace("\\\n", "").splitlines():
        name, _space, rest = line.strip().partition(" ")
        if name == "FROM":
            stage = rest.rpartition(" AS ")[2]
        if name:
            found.append(Instruction(stage, name, rest.strip()))
    return found


def build_environment() -> dict[str, str]:
    texts = [each.rest for each in dockerfile() if each.stage == "build" and each.name == "ENV"]
    pairs = [pair.split("=", 1) for text in texts for pair in text.split()]
    return {name: value for name, value in pairs if name != "PATH"}


def health_check_command() -> list[str]:
    (rest,) = [each.rest for each in dockerfile() if each.name == "HEALTHCHECK"]
    return list(json.loads(rest.partition(" CMD ")[2]))


def environment_of(service: str, values: Mapping[str, str]) -> dict[str, str]:
    return {name: interpolated(text, values) for name, text in SERVICES[service]["environment"].items()}


def interpolated(text: str, values: Mapping[str, str]) -> str:
    """What Docker Compose makes of ${NAME}, ${NAME:-default}, ${NAME:?message} and $$."""

    def value_of(match: re.Match[str]) -> str:
        value = values.get(match["name"], "")
        if not value and match["kind"] == "?":
            raise KeyError(f"{match['name']} {match['word']}")
        return value or (match["word"] or "" if match["kind"] == "-" else "")

    return VARIABLE.sub(value_of, text).replace("$$", "$")


def variables_in_compose() -> set[str]:
    code = "\n".join(line for line in COMPOSE_TEXT.splitlines() if not line.lstrip().startswith("#"))
    return {match["name"] for match in VARIABLE.finditer(code)}


def names_in_env_example() -> set[str]:
    return set(re.findall(r"^(?:# )?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))


def test_every_variable_that_compose_reads_is_in_the_example() -> None:
    assert variables_in_compose() <= names_in_env_example()


@pytest.mark.parametrize("service", FROM_THIS_IMAGE)
def test_every_variable_that_compose_sets_is_one_that_the_settings_read(service: str) -> None:
    assert set(SERVICES[service]["environment"]) <= set(base.env.scheme)


def test_defaults_in_compose_are_the_defaults_of_the_settings() -> None:
    found = environment_of("web", FILLED_IN)
    of_its_own = {*FILLED_IN, "DATABASE_URL", "SERVE_MEDIA", "TRUSTED_PROXIES"}  # nginx, and a proxy before it
    shared = {name: found[name] for name in found if name not in of_its_own}
    assert shared == {name: shown(base.env.scheme[name][1]) for name in shared}


def shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)


@pytest.mark.parametrize("missing", sorted(FILLED_IN))
def test_compose_refuses_to_start_without(missing: str) -> None:
    with pytest.raises(KeyError, match=f"{missing} is missing in .env"):
        interpolated(COMPOSE_TEXT, {**FILLED_IN, missing: ""})


def test_every_named_volume_and_configuration_is_declared() -> None:
    mounts = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    sources = {each["source"] for service in SERVICES.values() for each in service.get("configs", [])}
    assert mounts == set(COMPOSE["volumes"])
    assert sources == set(COMPOSE["configs"])


def test_every_service_waits_only_for_services_that_exist() -> None:
    waited_for = {name for service in SERVICES.values() for name in service.get("depends_on", {})}
    assert waited_for <= set(SERVICES)


def test_only_nginx_can_be_reached_from_outside_and_by_default_only_from_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"nginx"}
    assert interpolated(published["nginx"][0], {}) == "127.0.0.1:8080:80"


def test_images_carry_no_registry_name() -> None:
    images = {each.rest.split()[0] for each in dockerfile() if each.name == "FROM"}
    images |= {service["image"] for service in SERVICES.values()}
    assert not [image for image in images if "/" in image or "." in image.split(":")[0]]


def test_every_stage_that_compose_builds_exists() -> None:
    stages = {each.stage for each in dockerfile()}
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= stages


def test_the_image_runs_as_somebody_who_is_not_root() -> None:
    users = [each.rest for each in dockerfile() if each.stage == "site" and each.name == "USER"]
    assert users
    assert users[-1] not in {"root", "0"}


def test_everything_that_the_image_copies_exists_and_is_sent_to_the_engine() -> None:
    sources = {
        source
        for each in dockerfile()
        if each.name == "COPY" and not each.rest.startswith("--from")
        for source in each.rest.split()[:-1]
    }
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert all((ROOT / source).exists() for source in sources)
    assert sources == allowed


def test_the_image_holds_every_package_that_the_site_is_made_of() -> None:
    sources = {word for each in dockerfile() if each.name == "COPY" for word in each.rest.split()[:-1]}
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= sources


def test_packages_are_installed_from_the_lock_with_their_hashes() -> None:
    (install,) = [each.rest for each in dockerfile() if "pip install" in each.rest]
    assert "--require-hashes -r requirements.lock" in install


# What follows starts the site as the containers would.


@dataclass(frozen=True)
class Running:
    """The web server of a freshly prepared site, its folder and its environment."""

    port: int
    data: Path
    environment: Mapping[str, str]


def ask(port: int, path: str, host: str = HOST, **headers: str) -> Answer:
    """As a visitor of the public address."""
    return processes.ask(port, path, host, **headers)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data, port = tmp_path_factory.mktemp("data"), free_port()
    outside = {name: value for name, value in os.environ.items() if name not in base.env.scheme}
    outside.pop("DJANGO_SETTINGS_MODULE", None)
    with ExitStack() as stack:
        for each in dockerfile():
            if each.stage == "build" and each.name == "RUN" and "manage.py" in each.rest:
                run(each.rest.split(), {**outside, **build_environment(), "DATA_DIR": str(data)})
        environment = {
            **outside,
            **environment_of("web", FILLED_IN),
            "DATABASE_URL": stack.enter_context(scratch_database()),
            "DATA_DIR": str(data),
            "HOST": "127.0.0.1",
            "PORT": str(port),
        }
        run(SERVICES["migrate"]["command"], environment)
        stack.enter_context(running(SERVICES["web"]["command"], environment, port, "/healthz"))
        yield Running(port, data, environment)


def test_the_prepared_site_answers_in_both_languages_with_hashed_styles(site: Running) -> None:
    for path, language in (("/", "ko"), ("/en/", "en")):
        status, headers, body = ask(site.port, path, X_Forwarded_Proto="https")
        assert status == 200
        assert headers["Content-Language"] == language
        assert re.search(rb'href="/static/css/site\.[0-9a-f]{12}\.css"', body)


def test_the_health_check_of_the_image_succeeds_while_the_site_answers(site: Running) -> None:
    run(health_check_command(), site.environment)


def test_the_health_check_of_the_image_fails_when_nothing_answers(site: Running) -> None:
    with pytest.raises(AssertionError, match="refused"):
        run(health_check_command(), {**site.environment, "PORT": str(free_port())})


def test_preparing_a_prepared_site_changes_nothing_and_prints_no_password(site: Running) -> None:
    printed = run(SERVICES["migrate"]["command"], site.environment)
    assert "/admin/" in printed
    assert "password" not in printed


def test_the_command_of_the_worker_does_its_jobs(site: Running) -> None:
    assert "failed" not in run([*SERVICES["worker"]["command"], "--once"], site.environment)


def nginx_configuration(site: Running, folder: Path, port: int) -> str:
    """The configuration of compose with ports, folders and the address of the site of this test."""
    text = interpolated(COMPOSE["configs"]["nginx"]["content"], FILLED_IN)
    for old, new in (
        ("listen 80 default_server", f"listen 127.0.0.1:{port} default_server"),
        ("listen 127.0.0.1:8081", f"listen 127.0.0.1:{free_port()}"),
        ("http://web:8000", f"http://127.0.0.1:{site.port}"),
        ("root /srv;", f"root {folder}/srv;"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    return (
        f"daemon off; {user} pid {folder}/pid; error_log stderr crit;\nevents {{}}\n"
        f"http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{text}}}\n"
    )


@pytest.fixture(scope="module")
def nginx(site: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    program = need("nginx", "nginx", "/usr/sbin/nginx")
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    (folder / "srv").mkdir()
    (folder / "srv" / "static").symlink_to(site.data / "static")
    (folder / "srv" / "media").symlink_to(site.data / "media")
    for name in ("images", "original_images", "documents"):
        (site.data / "media" / name).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (1, 1)).save(site.data / "media" / name / "a.png")
    (folder / "nginx.conf").write_text(nginx_configuration(site, folder, port))
    command = [program, "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with running(command, os.environ, port, "/healthz", HOST):
        yield port


def hashed_stylesheet(site: Running) -> str:
    names: dict[str, Any] = json.loads((site.data / "static" / "staticfiles.json").read_text())["paths"]
    return f"/static/{names['css/site.css']}"


def test_nginx_passes_pages_on_with_a_scheme_that_the_visitor_cannot_choose(site: Running, nginx: int) -> None:
    status, headers, _body = ask(nginx, "/", X_Forwarded_Proto="http", Accept_Encoding="gzip")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_nginx_hands_out_the_static_files_that_were_compressed_beforehand(site: Running, nginx: int) -> None:
    path = hashed_stylesheet(site)
    status, headers, body = ask(nginx, path, Accept_Encoding="gzip")
    assert status == 200
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert body == (site.data / path.removeprefix("/")).with_suffix(".css.gz").read_bytes()


def test_nginx_lets_files_without_a_hash_age_soon(nginx: int) -> None:
    status, headers, _body = ask(nginx, "/static/css/site.css")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=60")


def test_nginx_hands_out_sizes_made_for_pages_and_nothing_else_of_the_media(nginx: int) -> None:
    status, headers, _body = ask(nginx, "/media/images/a.png")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert headers["X-Content-Type-Options"] == "nosniff"
    for path in (
        "/media/original_images/a.png",
        "/media/documents/a.png",
        "/media/images/../original_images/a.png",
        "/media/images/%2e%2e/documents/a.png",
        "/media//original_images/a.png",
        "/media/",
        "/static/../media/documents/a.png",
    ):
        assert ask(nginx, path)[0] == 404, path


def test_nginx_passes_cards_on_and_leaves_their_headers_alone(nginx: int) -> None:
    _status, _headers, page = ask(nginx, "/")
    card = re.search(rb'"og:image" content="https://blog\.example(/cards/[^"]+)"', page)
    assert card
    status, headers, body = ask(nginx, card[1].decode())
    assert (status, headers["Content-Type"]) == (200, "image/jpeg")
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(body)).size == (1200, 630)
    assert ask(nginx, "/media" + card[1].decode())[0] == 404


def test_nginx_does_not_answer_to_other_names(nginx: int) -> None:
    with pytest.raises(ConnectionResetError):
        ask(nginx, "/", host="elsewhere.example")


def test_nginx_refuses_uploads_that_no_field_accepts(nginx: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", nginx, timeout=20)) as connection:
        connection.putrequest("POST", "/admin/login/", skip_host=True)
        for name, value in (("Host", HOST), ("Content-Length", str(13 * 1024 * 1024))):
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == 413
