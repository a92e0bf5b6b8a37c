"""The pages of the eight-star cycle, one module per stage: find, parse, act, render."""
