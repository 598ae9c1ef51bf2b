"""Golden files: what an importer made of a source, kept as JSON beside it.

A missing golden file is written by the first run and fails it, so that somebody reads it before it counts.
"""

import dataclasses
import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parents[2] / "data" / "importers"
SHARED = Path(__file__).parents[3].parent / "shared"


def plain(value: Any) -> Any:
    """Blocks, assets and tuples as JSON knows them."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {name: plain(child) for name, child in value.items()}
    return [plain(child) for child in value] if isinstance(value, tuple | list) else value


def assert_golden(name: str, value: Any) -> None:
    path = DATA / name
    made = json.dumps(plain(value), ensure_ascii=False, indent=1) + "\n"
    if not path.exists():
        path.write_text(made, encoding="utf-8")
        raise AssertionError(f"{name} was written; read it and run the test again")
    assert json.loads(made) == json.loads(path.read_text(encoding="utf-8"))
