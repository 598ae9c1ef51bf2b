"""How static files are served: what a page asks for is joined into one file of a kind, hashed and compressed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

from ops.joining import Read, joined_module, joined_style

Paths = Mapping[str, tuple[Storage, str]]

# What base.html names, and how each becomes one file.
JOINED: Mapping[str, Callable[[str, Read], str]] = {"css/site.css": joined_style, "js/site.js": joined_module}


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which hashes and compresses, with our style sheets and our modules joined before that.

    In development nothing is joined: browsers follow the imports.
    """

    def post_process(self, paths: Paths, dry_run: bool = False, **options: Any) -> Iterator[Any]:
        """Called by collectstatic. `paths`: where each file is, by its name."""
        joined = {} if dry_run else _joined(paths)
        yield from super().post_process({**paths, **joined}, dry_run=dry_run, **options)


def _joined(paths: Paths) -> Paths:
    """The files that are joined, in a storage that holds nothing else."""

    def read(name: str) -> str:
        storage, path = paths[name]
        with storage.open(path) as file:
            return str(file.read().decode())

    memory = InMemoryStorage()
    for name in JOINED.keys() & paths.keys():
        memory.save(name, ContentFile(JOINED[name](name, read).encode()))
    return {name: (memory, name) for name in JOINED.keys() & paths.keys()}
