"""Generation: tasks combined from observed sources, and language models that are called by decision only."""
