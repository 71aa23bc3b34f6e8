"""One module a contender; the peers' have `opened`, which gives a run as their documentation has it."""
