"""What a storm writes: Korean texts whose sentences carry numbers, and what an editor does to one before saving it.

It changes texts in memory and knows neither pages nor translations.
"""

import json
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

KOREAN = re.compile(r"문장 (\d+)")
KEPT = "말"  # a Korean word that a translation quotes now and then
WORDS = {"굵게": "bold", "여기": "here", "값": "value", "면책": "Disclaimer"}
_ITEM = re.compile(r"<li\b.*?</li>")
_ELEMENT = re.compile(r"<(?:p|h3)\b.*?</(?:p|h3)>|<ul>.*?</ul>")
Raw = list[dict[str, Any]]


def in_english(text: str) -> str:
    """The translation of a string: every sentence keeps its number, and some of them a Korean word."""
    text = KOREAN.sub(lambda match: f"EN{match[1]}." + (f" {KEPT}" if int(match[1]) % 4 == 0 else ""), text)
    for korean, english in WORDS.items():
        text = text.replace(korean, english)
    return text


@dataclass
class Text:
    """An article as an editor has it on the screen."""

    raw: Raw
    title: str
    summary: str
    seo_title: str = ""
    search_description: str = ""

    def said(self) -> str:
        """All of it as one string."""
        return json.dumps([self.raw, self.title, self.summary], ensure_ascii=False)

    def numbers(self) -> frozenset[int]:
        """Every sentence that readers of the page see."""
        return frozenset(map(int, KOREAN.findall(self.said())))

    def copy(self) -> "Text":
        """The same, to be changed on its own."""
        return deepcopy(self)


@dataclass
class Pen:
    """Writes and edits, as chance has it. `image`: the picture that stands in texts. `known`: sentences that stand
    somewhere."""

    random: Random
    image: int
    count: int = 0
    known: list[int] = field(default_factory=list)

    # What is written

    def sentence(self, *, known: bool = False) -> str:
        """A new sentence; now and then one that stands somewhere already, as when text is cut and pasted."""
        if known and self.known and self.random.random() < 0.1:
            return f"문장 {self.random.choice(self.known)}"
        self.count += 1
        self.known.append(self.count)
        return f"문장 {self.count}"

    def block(self, kind: str, value: Any) -> dict[str, Any]:
        """One block as it is stored, with an id that the seed tells."""
        return {"type": kind, "id": str(UUID(int=self.random.getrandbits(128), version=4)), "value": value}

    def html(self) -> str:
        """One to three paragraphs, with keys of the editor or without, now and then a list, a heading or a link."""
        keyed = self.random.random() < 0.5
        return "".join(self.element(keyed=keyed) for _ in range(self.random.randint(1, 3)))

    def key(self, *, keyed: bool) -> str:
        return f' data-block-key="{self.random.getrandbits(40):08x}"' if keyed else ""

    def element(self, *, keyed: bool) -> str:
        key, words = self.key(keyed=keyed), self.sentence(known=True)
        items = f"<li{self.key(keyed=keyed)}>{words}</li><li{self.key(keyed=keyed)}>{self.sentence()}</li>"
        forms = [
            f"<p{key}>{words}</p>",
            f"<p{key}><b>굵게</b> {words}</p>",
            f'<p{key}>{words} <a href="https://a.example/{self.count}">여기</a></p>',
            f"<h3{key}>{words}</h3>",
            f"<ul>{items}</ul>",
        ]
        return self.random.choices(forms, [6, 1, 1, 1, 1])[0]

    def cell(self) -> str:
        return f"<p>{self.sentence()}</p>"

    def any_block(self) -> dict[str, Any]:
        """A block of any kind that says something."""
        forms: dict[Callable[[], tuple[str, Any]], int] = {
            lambda: ("paragraph", self.html()): 8,
            lambda: (
                "quote",
                {"text": self.cell(), "attribution": self.sentence(), "source": "", "language": ""},
            ): 1,
            self.code: 1,
            self.table: 2,
            lambda: ("callout", {"kind": "tip", "title": self.sentence(), "text": self.cell()}): 1,
            lambda: ("footnotes", {"notes": [self.block("item", self.cell()) for _ in range(2)]}): 1,
            self.picture: 1,
            self.medium: 1,
        }
        return self.block(*self.random.choices(list(forms), list(forms.values()))[0]())

    def code(self) -> tuple[str, Any]:
        caption = self.sentence()
        return "code", {"language": "python", "filename": "", "code": "x = 1", "highlight": "", "caption": caption}

    def table(self) -> tuple[str, Any]:
        columns = [{"type": "text", "heading": self.sentence()}, {"type": "text", "heading": "값"}]
        rows = [{"values": [self.cell(), self.cell()]} for _ in range(2)]
        return "table", {"columns": columns, "rows": rows, "caption": self.sentence()}

    def picture(self) -> tuple[str, Any]:
        image = {"image": self.image, "alt_text": self.sentence(), "decorative": False}
        words = {"caption": self.sentence(), "credit": self.random.choice(["", self.sentence()])}
        return "image", {"image": image, **words, "width": "column", "missing_file": ""}

    def medium(self) -> tuple[str, Any]:
        """A gallery, a film or a bookmark."""
        image = {"image": self.image, "alt_text": self.sentence(), "decorative": False}
        pictures = [self.block("item", {"image": image, "caption": self.sentence()})]
        address = f"https://a.example/{self.count}"
        media = [
            ("gallery", {"pictures": pictures, "caption": self.sentence()}),
            ("embed", {"url": address, "title": self.sentence(), "caption": self.sentence()}),
            ("bookmark", {"url": address, "title": self.sentence(), "description": self.sentence()}),
        ]
        return self.random.choice(media)

    def section(self) -> dict[str, Any]:
        content = [self.any_block() for _ in range(self.random.randint(1, 3))]
        return self.block("section", {"heading": self.sentence(), "content": content})

    def text(self) -> Text:
        """A new article."""
        raw = [self.block("paragraph", self.html()), self.section(), self.section()]
        return Text(raw, self.sentence(), self.sentence())

    # What is edited

    def edit(self, text: Text) -> str:
        """One change; returns what it is called."""
        changes = {
            self.change_words: 6,
            self.insert: 3,
            self.remove: 3,
            self.move: 3,
            self.move_section: 1,
            self.remove_section: 1,
            self.copy_block: 1,
            self.change_table: 2,
            self.change_list: 2,
            self.change_head: 3,
            self.change_seo: 1,
        }
        change = self.random.choices(list(changes), list(changes.values()))[0]
        change(text)
        return change.__name__

    def change_words(self, text: Text) -> None:
        """One sentence says something else; the markup around it stays."""
        said = json.dumps(text.raw, ensure_ascii=False)
        if found := list(KOREAN.finditer(said)):
            match = self.random.choice(found)
            text.raw = json.loads(said[: match.start()] + self.sentence(known=True) + said[match.end() :])

    def insert(self, text: Text) -> None:
        stream = self.random.choice(_streams(text))
        texts = [each for each in stream if each["type"] == "paragraph"]
        if texts and self.random.random() < 0.5:
            found = self.random.choice(texts)
            new = self.element(keyed="data-block-key" in found["value"])
            found["value"] = new + found["value"] if self.random.random() < 0.5 else found["value"] + new
        elif stream is text.raw and self.random.random() < 0.5:
            stream.append(self.section())
        else:
            stream.insert(self.random.randint(0, _before_sections(stream)), self.any_block())

    def remove(self, text: Text) -> None:
        stream = self.random.choice(_streams(text))
        if len(stream) > 1:
            stream.pop(self.random.randrange(len(stream)))

    def move(self, text: Text) -> None:
        """Paragraphs change places inside a block, or blocks among those of a stream, or between sections."""
        streams = [each for each in _streams(text)[1:] if each]
        if not streams:
            return
        source, target = self.random.choice(streams), self.random.choice(streams)
        moved = source.pop(self.random.randrange(len(source)))
        target.insert(self.random.randint(0, len(target)), moved)
        if moved["type"] == "paragraph":
            moved["value"] = "".join(reversed(_ELEMENT.findall(moved["value"])))

    def move_section(self, text: Text) -> None:
        sections = [each for each in text.raw if each["type"] == "section"]
        self.random.shuffle(sections)
        text.raw = [each for each in text.raw if each["type"] != "section"] + sections

    def remove_section(self, text: Text) -> None:
        sections = [each for each in text.raw if each["type"] == "section"]
        if len(sections) > 1:
            text.raw.remove(self.random.choice(sections))

    def copy_block(self, text: Text) -> None:
        """Cut here and pasted there: the same words under another id; half of the time the first one stays."""
        stream, target = self.random.choice(_streams(text)), self.random.choice(_streams(text))
        blocks = [each for each in stream if each["type"] != "section"]
        if not blocks:
            return
        block = self.random.choice(blocks)
        again = self.block(block["type"], deepcopy(block["value"]))
        target.insert(self.random.randint(0, _before_sections(target)), again)
        if self.random.random() < 0.5 and len(stream) > 1:
            stream[:] = [each for each in stream if each is not block]

    def change_table(self, text: Text) -> None:
        """A row comes, goes or moves, or a cell says something else."""
        tables = [each["value"] for stream in _streams(text) for each in stream if each["type"] == "table"]
        if not tables:
            return
        rows = self.random.choice(tables)["rows"]
        way = self.random.randrange(4)
        if way == 0:
            rows.insert(self.random.randint(0, len(rows)), {"values": [self.cell(), self.cell()]})
        elif way == 1 and len(rows) > 1:
            rows.pop(self.random.randrange(len(rows)))
        elif way == 2:
            rows.reverse()
        else:
            self.random.choice(rows)["values"][self.random.randrange(2)] = f"<p>{self.sentence(known=True)}</p>"

    def change_list(self, text: Text) -> None:
        """An item comes or goes, or two change places."""
        blocks = [each for stream in _streams(text) for each in stream if "<ul>" in str(each["value"])]
        blocks = [each for each in blocks if each["type"] == "paragraph"]
        if not blocks:
            return
        block = self.random.choice(blocks)
        items = _ITEM.findall(block["value"])
        way = self.random.randrange(3)
        if way == 0:
            new = f"<li{self.key(keyed='data-block-key' in items[0])}>{self.sentence()}</li>"
            block["value"] = block["value"].replace("</ul>", new + "</ul>", 1)
        elif way == 1 and len(items) > 1:
            block["value"] = block["value"].replace(items[0], "", 1)
        elif len(items) > 1:
            block["value"] = block["value"].replace(items[0] + items[1], items[1] + items[0], 1)

    def change_head(self, text: Text) -> None:
        if self.random.random() < 0.5:
            text.title = self.sentence()
        else:
            text.summary = self.sentence()

    def change_seo(self, text: Text) -> None:
        name = self.random.choice(["seo_title", "search_description"])
        setattr(text, name, self.random.choice(["", self.sentence()]))


def _streams(text: Text) -> list[Raw]:
    return [text.raw, *(each["value"]["content"] for each in text.raw if each["type"] == "section")]


def _before_sections(stream: Raw) -> int:
    return next((n for n, each in enumerate(stream) if each["type"] == "section"), len(stream))
