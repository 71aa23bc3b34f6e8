"""The model is warmed up where the file is read."""

REQUIREMENT = "R11"
CHANGES_OF_FORMER = [("\n\n\n@dag(", '\nWARM = WORKSHOP.embed("warm.md", "Warm up.")\n\n\n@dag(')]
