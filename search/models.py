"""What the search remembers: how many texts hold a word, which spellings mean the same, titles to suggest.

It knows words and the keys of objects, and none of the objects.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from search import dictionary


class Word(models.Model):
    """A word of the index and in how many texts it stands. The empty word stands for all texts.

    `skeleton` is what misspellings of it have in common; only whole words have one, not pairs of syllables.
    """

    text = models.CharField(max_length=64, primary_key=True)
    articles = models.IntegerField(default=0)
    skeleton = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")

    def __str__(self) -> str:
        return self.text


class SpellingGroup(models.Model):
    """Spellings that mean the same to whoever searches, one a line: 콘텐츠, 컨텐츠, content.

    A single Hangul word stays whole in the index, so a group of one line teaches the search a name.
    """

    spellings = models.TextField(
        _("spellings"),
        help_text=_("One a line. Whoever searches for one of them finds the others too. A single word is kept whole."),
    )

    panels = [FieldPanel("spellings")]

    class Meta:
        verbose_name = _("spellings of a word")
        verbose_name_plural = _("spellings")
        ordering = ["spellings"]

    def __str__(self) -> str:
        return ", ".join(self.lines)

    @property
    def lines(self) -> list[str]:
        """The spellings without empty lines."""
        return [line.strip() for line in self.spellings.splitlines() if line.strip()]

    def clean(self) -> None:
        """Keeps one spelling a line; refuses what holds none, and what is no word any more."""
        super().clean()
        lines = self.lines
        if not lines:
            raise ValidationError({"spellings": _("Write at least one spelling.")})
        if any(len(line) > dictionary.LONGEST * 3 for line in lines) or any("\0" in line for line in lines):
            raise ValidationError({"spellings": _("A spelling is a word or a few, not a sentence.")})
        self.spellings = "\n".join(dict.fromkeys(lines))


def watch_spellings() -> None:
    """Lets the dictionary forget what it has read when a group changes."""
    for signal in (models.signals.post_save, models.signals.post_delete):
        signal.connect(dictionary.forget, sender=SpellingGroup, dispatch_uid=f"search.forget.{id(signal)}")


class Suggestion(models.Model):
    """A title by one of its words' beginnings: the keys that type it, and those of its first consonants.

    `kind` and `object_id` say whose title it is; `place` is the number of words before.
    """

    language = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    object_id = models.PositiveBigIntegerField()
    title = models.CharField(max_length=255)
    keys = models.CharField(max_length=80)
    initials = models.CharField(max_length=40)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["language", "keys"], name="search_suggestion_keys"),
            models.Index(fields=["language", "initials"], name="search_suggestion_initials"),
            models.Index(fields=["kind", "object_id"], name="search_suggestion_object"),
        ]

    def __str__(self) -> str:
        return self.title
