"""How static files get their names: a hash of the content, also inside CSS imports and JavaScript modules."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which hashes and compresses, with module imports rewritten as well."""

    support_js_module_import_aggregation = True
