"""Our articles as Markdown, in the form that `blog.importers.markdown` reads: no format but our own comes in here."""
