"""Program text, highlighted on the server and never sent to translators."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from wagtail import blocks

from blog.blocks.untranslated import UntranslatedCode, UntranslatedText

CODE_LANGUAGES = [
    ("text", _("Plain text")),
    ("bash", "Bash"),
    ("c", "C"),
    ("cpp", "C++"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("diff", "Diff"),
    ("go", "Go"),
    ("html", "HTML"),
    ("java", "Java"),
    ("javascript", "JavaScript"),
    ("json", "JSON"),
    ("kotlin", "Kotlin"),
    ("markdown", "Markdown"),
    ("nginx", "nginx"),
    ("php", "PHP"),
    ("python", "Python"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("sql", "SQL"),
    ("swift", "Swift"),
    ("toml", "TOML"),
    ("typescript", "TypeScript"),
    ("xml", "XML"),
    ("yaml", "YAML"),
]

_LINE_RANGES = re.compile(r"\d+(?:-\d+)?(?:\s*,\s*\d+(?:-\d+)?)*", re.ASCII)


def parse_line_ranges(ranges: str) -> list[int]:
    """Line numbers named by "2,4-6": [2, 4, 5, 6]. At most 1,000 of them.

    Raises ValueError when the text has another form.
    """
    if not ranges.strip():
        return []
    if not _LINE_RANGES.fullmatch(ranges.strip()):
        raise ValueError(ranges)
    numbers: set[int] = set()
    for part in ranges.split(","):
        first, _dash, last = part.strip().partition("-")
        numbers.update(range(int(first), min(int(last or first), int(first) + 999) + 1))
    return sorted(numbers)[:1000]


class CodeValue(blocks.StructValue):
    """A code block with its highlighted form."""

    @cached_property
    def highlighted(self) -> SafeString:
        """HTML of the program text with Pygments' classes; everything in it is escaped by Pygments."""
        try:
            lexer = get_lexer_by_name(self["language"], stripnl=False)
        except ClassNotFound:
            lexer = get_lexer_by_name("text", stripnl=False)
        formatter = HtmlFormatter(nowrap=True, hl_lines=self.highlighted_lines)
        return mark_safe(highlight(self["code"], lexer, formatter))  # noqa: S308

    @property
    def highlighted_lines(self) -> list[int]:
        """Numbers of the lines to stress; none when an import brought another form."""
        try:
            return parse_line_ranges(self["highlight"] or "")
        except ValueError:
            return []

    @property
    def language_label(self) -> str:
        """The name of the language as readers know it, empty for plain text."""
        return "" if self["language"] == "text" else str(dict(CODE_LANGUAGES).get(self["language"], self["language"]))


class CodeBlock(blocks.StructBlock):
    """Program text, highlighted on the server."""

    language = blocks.ChoiceBlock(choices=CODE_LANGUAGES, default="text", label=_("Language"))
    filename = UntranslatedText(required=False, default="", max_length=200, label=_("File name"))
    code = UntranslatedCode(label=_("Code"), rows=10)
    highlight = UntranslatedText(
        required=False,
        default="",
        max_length=100,
        label=_("Lines to highlight"),
        help_text=_("Line numbers, for example 2,4-6"),
    )
    caption = blocks.CharBlock(required=False, default="", max_length=500, label=pgettext_lazy("picture", "Caption"))

    class Meta:
        icon = "code"
        label = _("Code")
        description = _("Program text with syntax colours. It is never sent to translators.")
        template = "blocks/code.html"
        value_class = CodeValue
        preview_value = {
            "language": "python",
            "filename": "greeting.py",
            "code": 'def greet(name: str) -> str:\n    """두 언어로 인사합니다."""\n    return f"안녕하세요, {name}"\n',
            "highlight": "3",
        }

    def clean(self, value: Any) -> Any:
        """Refuses line ranges of another form than "2,4-6"."""
        cleaned = super().clean(value)
        try:
            parse_line_ranges(cleaned["highlight"] or "")
        except ValueError:
            error = ValidationError(_("Write line numbers like this: 2,4-6"))
            raise blocks.StructBlockValidationError(block_errors={"highlight": error}) from None
        return cleaned
