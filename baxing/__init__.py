"""Baxing 八星: an exact and explained system for raising organisations to a standard."""

__version__ = "0.1.0.dev0"
