"""What the programs `peers` and `growth` share. See docs/benchmarks.md."""
