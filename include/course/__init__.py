"""The course: what exercises stand on, the checker with its texts for learners, and a folder for each exercise.

Start from `check.check`, `exercise.Exercise` and `workshop.Workshop`.
"""
