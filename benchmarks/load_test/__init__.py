"""Load tests: the platform in a folder of its own, made-up people, k6, and a table of what was measured."""
