"""Benches: ratios within one run (ours : the floor), never absolute promises about a machine."""
