"""Files for translators who work with other tools: PO and XLIFF 2.1, out and in. The form of a file stays in here."""
