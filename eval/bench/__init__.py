"""Benchmarks: each prints the figures that eval/bench/README.md keeps, with the command that gave them."""
