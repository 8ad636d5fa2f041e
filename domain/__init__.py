"""Pure rules and formulas: numpy and the standard library, no I/O."""
