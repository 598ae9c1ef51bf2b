"""Production: on one machine (`make run`) as well as behind nginx. It refuses to start half-configured."""

from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from settings.base import *  # noqa: F403
from settings.base import (
    ADMIN_CSP,
    DATA_DIR,
    KAKAO_JAVASCRIPT_KEY,
    KAKAO_SDK_INTEGRITY,
    PUBLIC_CSP,
    SITE_HOST,
    SITE_URL,
    env,
)

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def _secret_key(data_dir: Path) -> str:
    """The key from the environment, or the one that `make run` has generated and keeps in DATA_DIR."""
    kept = data_dir / "secret_key"
    key = env("SECRET_KEY") or (kept.read_text().strip() if kept.is_file() else "")
    if len(key) < 50 or len(set(key)) < 5:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or too short: set it to at least 50 random characters, "
            "or start with `make run`, which generates one and keeps it in DATA_DIR."
        )
    return key


def _require_site_url(url: str, host: str) -> None:
    """A site that does not know its address writes wrong links into feeds, e-mails and the head of every page."""
    if not host:
        raise ImproperlyConfigured(
            "SITE_URL is missing: set it to the public address, such as https://blog.example.org"
        )
    if not url.startswith(("https://", "http://")):
        raise ImproperlyConfigured(f"SITE_URL must begin with https:// (or http:// on this machine only): {url}")
    if urlsplit(url).path or urlsplit(url).query:
        raise ImproperlyConfigured(f"SITE_URL must be an address without a path: {url}")
    if url.startswith("http://") and host not in LOOPBACK:
        raise ImproperlyConfigured(f"SITE_URL is plain http on a public host: use https, as in https://{host}")


def _require_both(key: str, integrity: str) -> None:
    """A script of strangers is only loaded when it is the one that somebody has looked at."""
    if bool(key) != integrity.startswith("sha384-"):
        raise ImproperlyConfigured(
            "KAKAO_JAVASCRIPT_KEY and KAKAO_SDK_INTEGRITY (sha384-…) belong together: set both or neither."
        )


_require_site_url(SITE_URL, SITE_HOST)
_require_both(KAKAO_JAVASCRIPT_KEY, KAKAO_SDK_INTEGRITY)

DEBUG = False
SECRET_KEY = _secret_key(DATA_DIR)
ALLOWED_HOSTS = sorted({SITE_HOST} | (LOOPBACK - {"::1"} | {"[::1]"} if SITE_HOST in LOOPBACK else set()))
CSRF_TRUSTED_ORIGINS = [SITE_URL]

if SITE_URL.startswith("https://"):
    # https ends at a proxy, which must overwrite this header (docker-compose.yml's nginx does).
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    PUBLIC_CSP = {**PUBLIC_CSP, "upgrade-insecure-requests": []}
    ADMIN_CSP = {**ADMIN_CSP, "upgrade-insecure-requests": []}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django.security.DisallowedHost": {"handlers": [], "propagate": False}},
}
