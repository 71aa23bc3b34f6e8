"""The course: the plumbing that exercises stand on, and the checker. Texts for learners are in `messages.toml`."""
