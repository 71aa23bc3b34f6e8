"""Readers side by side: small documents, and what a person reads in each."""
