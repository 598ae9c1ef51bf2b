"""What an operator may say about a search server beside the database; it knows variables, and asks no server."""

from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from settings.machine_translation import is_private

ENGINES: Final = ("opensearch3", "elasticsearch8", "elasticsearch9")
# Words of `search.analysis` need no stemming of PostgreSQL's; a rebuild that is one transaction would stop all others.
IN_THE_DATABASE: Final[dict[str, Any]] = {
    "BACKEND": "search.backends",
    "SEARCH_CONFIG": "simple",
    "ATOMIC_REBUILD": False,
}
_SECONDS: Final = 10  # to store a batch of texts; readers wait shorter (`search.elsewhere`)


def search_backend(url: str, engine: str, prefix: str) -> dict[str, Any]:
    """The default of WAGTAILSEARCH_BACKENDS: the database's index, or that of the server at `url`."""
    url = url.strip().rstrip("/")
    if not url:
        return dict(IN_THE_DATABASE)
    if engine not in ENGINES:
        raise ImproperlyConfigured(f"SEARCH_ENGINE must be one of {', '.join(ENGINES)}; it is {engine!r}.")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ImproperlyConfigured("SEARCH_URL must be an address like https://user:password@search.example:9200")
    if parts.scheme == "http" and not is_private(parts.hostname):
        raise ImproperlyConfigured("SEARCH_URL is plain http on a public host: use https, for drafts are indexed too.")
    return {
        "BACKEND": "search.backends",
        "BASE": f"modelsearch.backends.{engine}",
        "URLS": [url],
        "INDEX_PREFIX": prefix,
        "TIMEOUT": _SECONDS,
        "ATOMIC_REBUILD": True,  # a new index beside the old one, so that readers always find something
        "OPTIONS": {"max_retries": 0},
    }
