"""By what the words of the index were made: another analyser, other fields or another version want a new index.

It knows a few sentences and the fields of pages, and no page.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from django.conf import settings
from wagtail.models import get_page_models

from search.analysis import index_text

# Raise it when the words change and the sentences below would not notice.
VERSION: Final = 1
# Verbs, endings and signs, and no name that an editor would teach the search.
_SENTENCES: Final = """
어제 배웠던 것을 오늘 다시 고쳐 적었습니다. 흔들리지 않으려고 애썼으나 무너졌다.
걷어 내는 데 석 달이 걸렸고, 아무도 몰랐다.
그렇게까지 빨라질 줄은 몰랐지만 늦어지지는 않았다. 스물두 번째였다. 달라졌는지를 물었더니 달라졌다고 했다.
Running runners ran C++, C#, .NET, N+1, GPT-4o, 5.2, 1,000, e-mail, on-call and Ünïcode; 漢字 かな Кириллица.
"""


def stamp_here() -> str:
    """By what the index would be made now, and where: the index of a database says nothing of that of a server."""
    place = [settings.WAGTAILSEARCH_BACKENDS["default"].get(name, "") for name in ("BASE", "URLS", "INDEX_PREFIX")]
    words = map(index_text, _SENTENCES.strip().split("\n"))
    said = "\n".join([str(VERSION), str(place), *words, *sorted(_fields())])
    return sha256(said.encode()).hexdigest()[:32]


def _fields() -> Iterator[str]:
    for model in get_page_models():
        for field in model.get_search_fields():
            yield f"{model._meta.label} {type(field).__name__} {field.field_name} {getattr(field, 'mark', '')}"
