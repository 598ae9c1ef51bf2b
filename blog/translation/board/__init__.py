"""Who translates what until when, for all texts and languages at once: the board, its bulk actions and its panels."""
