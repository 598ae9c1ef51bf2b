"""What was translated before: suggestions for a piece, and a search over all translated text in both languages."""
