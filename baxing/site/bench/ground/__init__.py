"""What the bench stands on: its own databases, the machine's description."""
