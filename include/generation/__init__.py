"""Observed sources and gated generation: what is cheap follows by itself, what costs waits for a decision."""
