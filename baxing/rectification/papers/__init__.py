"""The printed forms R1–R12 of a case: which there are, what is on each, and the notice in sentences."""
