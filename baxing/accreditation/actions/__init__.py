"""Every write of the eight-star cycle, one module per stage of it."""
