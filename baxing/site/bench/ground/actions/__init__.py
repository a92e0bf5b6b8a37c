"""What writes the bench's own databases, in bulk: sheets of one cycle, cases with their problems."""
