"""How our fields stand in the index of a search server: every word of `search.analysis` as it is.

It knows the mappings that modelsearch makes for OpenSearch and Elasticsearch, and changes their analysers only.
"""

from typing import Any, Final

from search.fields import has_words

WORDS, BEGINNINGS = "dugeul_words", "dugeul_beginnings"
LONGEST_BEGINNING: Final = 15
# The words come analysed, with spaces between. A server's own analysers would take Hanja and kana apart.
INDEX_SETTINGS: Final[dict[str, Any]] = {
    "settings": {
        "analysis": {
            "analyzer": {
                WORDS: {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase"]},
                BEGINNINGS: {"type": "custom", "tokenizer": "whitespace", "filter": ["lowercase", BEGINNINGS]},
            },
            "filter": {BEGINNINGS: {"type": "edge_ngram", "min_gram": 1, "max_gram": LONGEST_BEGINNING}},
        }
    }
}


class InOurWords:
    """A mapping of modelsearch in which texts keep our words."""

    model: Any

    def get_field_column_name(self, field: Any) -> str:
        """That of modelsearch; an attribute of a class that is no model belongs to the first model that has it."""
        defined = field.get_definition_model(self.model)
        if defined is None or hasattr(defined, "_meta"):
            return str(super().get_field_column_name(field))  # type: ignore[misc]
        first = next(
            each for each in reversed(self.model.__mro__) if issubclass(each, defined) and hasattr(each, "_meta")
        )
        return f"{first._meta.app_label}_{first._meta.model_name}__{field.field_name}"

    def get_mapping(self) -> dict[str, Any]:
        """That of modelsearch; what is text is split at spaces and at nothing else."""
        mapping: dict[str, Any] = super().get_mapping()  # type: ignore[misc]
        if has_words(self.model):
            for field in mapping["properties"].values():
                if field["type"] == "text":
                    is_beginning = "analyzer" in field
                    field["analyzer"] = BEGINNINGS if is_beginning else WORDS
                    field["search_analyzer"] = WORDS
        return mapping
