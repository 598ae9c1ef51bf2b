"""Production starts completely configured or not at all. Each question is asked of a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from settings import base

ROOT = Path(settings.BASE_DIR)
KEY = "0123456789-abcdefghij-ABCDEFGHIJ-klmnopqrst-KLMNOPQRST"


def start(tmp_path: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs Python with production settings, an empty DATA_DIR and only the variables that are given."""
    outside = {name: value for name, value in os.environ.items() if name not in base.env.scheme}
    inside = {"DJANGO_SETTINGS_MODULE": "settings.production", "DATA_DIR": str(tmp_path), **environment}
    return subprocess.run(
        [sys.executable, *(command or ("-c", "import settings.production"))],
        cwd=ROOT, env={**outside, **inside}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_it_refuses_to_start_without_a_secret_key(tmp_path: Path) -> None:
    done = start(tmp_path, SITE_URL="https://blog.example")
    assert done.returncode != 0
    assert "SECRET_KEY is missing or too short: set it to at least 50 random characters" in done.stderr


@pytest.mark.parametrize("key", ["short", "x" * 60])
def test_it_refuses_a_secret_key_that_can_be_guessed(tmp_path: Path, key: str) -> None:
    done = start(tmp_path, SITE_URL="https://blog.example", SECRET_KEY=key)
    assert "SECRET_KEY is missing or too short" in done.stderr


def test_it_accepts_the_secret_key_that_make_run_keeps(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(KEY + "\n")
    question = "from settings.production import SECRET_KEY; print(SECRET_KEY)"
    done = start(tmp_path, "-c", question, SITE_URL="https://blog.example")
    assert done.stdout == KEY + "\n"


def test_it_refuses_to_start_without_its_address(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=KEY)
    assert done.returncode != 0
    assert "SITE_URL is missing: set it to the public address" in done.stderr


def test_it_refuses_plain_http_on_a_public_host(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=KEY, SITE_URL="http://blog.example")
    assert done.returncode != 0
    assert "SITE_URL is plain http on a public host: use https, as in https://blog.example" in done.stderr


def test_it_refuses_an_address_that_is_not_of_the_web(tmp_path: Path) -> None:
    done = start(tmp_path, SECRET_KEY=KEY, SITE_URL="ftp://blog.example")
    assert "SITE_URL must begin with https://" in done.stderr


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_it_starts_with_plain_http_on_this_machine(tmp_path: Path, url: str) -> None:
    done = start(tmp_path, SECRET_KEY=KEY, SITE_URL=url)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(("key", "integrity"), [("k", ""), ("", "sha384-a"), ("k", "not a hash")])
def test_it_refuses_the_script_of_strangers_without_its_hash(tmp_path: Path, key: str, integrity: str) -> None:
    kakao = {"KAKAO_JAVASCRIPT_KEY": key, "KAKAO_SDK_INTEGRITY": integrity}
    done = start(tmp_path, SECRET_KEY=KEY, SITE_URL="https://blog.example", **kakao)
    assert "KAKAO_JAVASCRIPT_KEY and KAKAO_SDK_INTEGRITY (sha384-…) belong together" in done.stderr


def test_with_key_and_hash_the_policy_lets_kakaotalk_in_and_nobody_else(tmp_path: Path) -> None:
    question = "from settings.production import PUBLIC_CSP as p; print(*p['script-src'], *p['form-action'])"
    site = {"SECRET_KEY": KEY, "SITE_URL": "https://blog.example"}
    done = start(tmp_path, "-c", question, **site, KAKAO_JAVASCRIPT_KEY="k", KAKAO_SDK_INTEGRITY="sha384-a")
    assert done.stdout == "'self' https://t1.kakaocdn.net 'self' https://sharer.kakao.com\n", done.stderr
    assert start(tmp_path, "-c", question, **site).stdout == "'self' 'self'\n"


def test_the_deploy_checks_are_silent_under_https(tmp_path: Path) -> None:
    command = ("manage.py", "check", "--deploy", "--database", "default", "--fail-level", "WARNING")
    done = start(tmp_path, *command, SECRET_KEY=KEY, SITE_URL="https://blog.example")
    assert done.stdout == "System check identified no issues (0 silenced).\n", done.stderr
    assert done.stderr == ""


def test_behind_https_it_believes_its_proxy_and_redirects_nobody_who_asks_for_its_health(tmp_path: Path) -> None:
    question = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "client = Client(headers={'host': 'blog.example'})\n"
        "print(client.get('/healthz').status_code, client.get('/search/').status_code)\n"
        "print(client.get('/healthz', headers={'x-forwarded-proto': 'https'}).headers['Strict-Transport-Security'])\n"
    )
    done = start(tmp_path, "-c", question, SECRET_KEY=KEY, SITE_URL="https://blog.example")
    assert done.stdout == "200 301\nmax-age=31536000; includeSubDomains; preload\n", done.stderr


def test_it_answers_only_to_its_own_name(tmp_path: Path) -> None:
    question = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "names = ['blog.example', 'evil.example']\n"
        "print([Client(headers={'host': name}).get('/healthz').status_code for name in names])\n"
    )
    done = start(tmp_path, "-c", question, SECRET_KEY=KEY, SITE_URL="https://blog.example")
    assert done.stdout == "[200, 400]\n", done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAUM_WEBMASTER", "#DaumWebMasterTool:0a:1b\nDisallow: /"),
        ("DAUM_WEBMASTER", "0a:1b"),
        ("NAVER_SITE_VERIFICATION", '<meta name="naver-site-verification" content="0a1b">'),
        ("GOOGLE_SITE_VERIFICATION", "google-site-verification=0a1b"),
    ],
)
def test_it_refuses_a_code_of_a_search_engine_that_is_more_than_the_code(tmp_path: Path, name: str, value: str) -> None:
    done = start(tmp_path, SITE_URL="https://blog.example", SECRET_KEY=KEY, **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name} must be the code alone, like " in done.stderr


def test_the_worker_tells_search_engines_only_where_they_are_wanted(tmp_path: Path) -> None:
    question = "from settings.production import WORKER_JOBS; print('announce_changes' in WORKER_JOBS)"
    public = {"SITE_URL": "https://blog.example", "SECRET_KEY": KEY}
    for switches, expected in (
        ({}, "False"),
        ({"INDEXNOW": "true"}, "True"),
        ({"INDEXNOW": "true", "SEARCH_ENGINES": "false"}, "False"),
    ):
        assert start(tmp_path, "-c", question, **public, **switches).stdout.strip() == expected


def test_it_refuses_a_translator_that_is_half_set_up(tmp_path: Path) -> None:
    site = {"SITE_URL": "https://blog.example", "SECRET_KEY": KEY}
    done = start(tmp_path, **site, TRANSLATION_PROVIDER="deepl")
    assert done.returncode != 0
    assert "TRANSLATION_PROVIDER=deepl needs TRANSLATION_API_KEY." in done.stderr
