"""`afterwrite import`: check-ins of the past, from a CSV file."""
