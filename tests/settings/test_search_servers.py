"""What an operator may say about a search server."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from settings.search_servers import ENGINES, search_backend


def test_without_an_address_the_index_stays_in_the_database():
    assert "BASE" not in search_backend("", "nonsense", "dugeul_")
    assert search_backend("  ", "opensearch3", "")["ATOMIC_REBUILD"] is False


@pytest.mark.parametrize("engine", ENGINES)
def test_an_address_is_all_that_it_takes(engine: str):
    chosen = search_backend("https://user:secret@search.example:9200/", engine, "dugeul_")
    assert chosen["BASE"] == f"modelsearch.backends.{engine}"
    assert chosen["URLS"] == ["https://user:secret@search.example:9200"]
    assert chosen["ATOMIC_REBUILD"] is True


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("https://search.example", "solr"),
        ("search.example:9200", "opensearch3"),
        ("ftp://x", "opensearch3"),
        ("http://example.org:9200", "opensearch3"),
    ],
)
def test_what_cannot_work_is_refused_without_the_password(url: str, engine: str):
    with pytest.raises(ImproperlyConfigured) as error:
        search_backend(url.replace("://", "://user:secret@"), engine, "")
    assert "secret" not in str(error.value)
    assert "SEARCH_" in str(error.value)
