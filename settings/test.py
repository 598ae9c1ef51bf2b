"""Tests: production's behaviour without its cost. The database comes from DATABASE_URL, SQLite without it."""

import atexit
import shutil
import tempfile
from pathlib import Path

from ops.catalogues import compile_catalogues
from settings.base import *  # noqa: F403
from settings.base import DATABASES, LOCALE_PATHS

DEBUG = False
# Here, because Django reads the catalogues while it starts: a fixture would come too late.
COMPILED = list(compile_catalogues(LOCALE_PATHS))
SECRET_KEY = "only for tests, and they run nowhere else"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SITE_URL = WAGTAILADMIN_BASE_URL = "https://dugeul.example"
DATA_DIR = Path(tempfile.mkdtemp(prefix="dugeul-test-"))
atexit.register(shutil.rmtree, DATA_DIR, ignore_errors=True)
MEDIA_ROOT = DATA_DIR / "media"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns about a missing folder, and warnings are errors here
DATABASES["default"] |= {"CONN_MAX_AGE": 0}
if "sqlite3" in str(DATABASES["default"]["ENGINE"]):
    # A file, because the browser journeys read it from a second thread.
    DATABASES["default"] |= {"NAME": str(DATA_DIR / "db.sqlite3"), "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FETCH_PREVIEWS = False  # no test asks anybody but a server of its own
TRANSLATION = {"provider": "", "key": "", "endpoint": "", "model": ""}
AKISMET_ENDPOINT = "http://127.0.0.1:9"
INDEXNOW_ENDPOINT = "http://127.0.0.1:9/"  # nobody answers there: no test ever tells a search engine anything
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AUTH_PASSWORD_VALIDATORS = []
