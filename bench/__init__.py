"""Measurements anybody can repeat: counts and ratios of one run, nothing typed by hand."""
