"""Findings are told to people: what begins, gets worse and ends, grouped, to each channel once."""
