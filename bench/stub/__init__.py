"""Packages that stand in for real ones; put in front of `sys.path` by `bench.contenders.counting`."""
