"""Who may do what, through which middle boxes, and what hostile input does."""
