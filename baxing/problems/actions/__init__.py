"""Every write of this slice."""
