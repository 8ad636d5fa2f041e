"""The parts themselves: one file each, from what is stored to the sentences that the assistant reads."""
