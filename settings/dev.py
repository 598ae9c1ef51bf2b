"""Development: autoreload, error pages, no hashing."""

from settings.base import *  # noqa: F403
from settings.base import HOST, PORT, SITE_URL

DEBUG = True
SECRET_KEY = "for development only, never for a site that others can reach"  # noqa: S105
ALLOWED_HOSTS = ["*"]
SITE_URL = WAGTAILADMIN_BASE_URL = SITE_URL or f"http://{HOST}:{PORT}"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
AUTH_PASSWORD_VALIDATORS = []
SEARCH_IN_BACKGROUND = False  # there is no worker
