"""Whether a relation equals its source table while changes flow, and what brings it back: re-read, compare, repair."""
