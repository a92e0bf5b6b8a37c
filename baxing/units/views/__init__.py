"""Pages of this slice: the tree and one unit (tree.py), people and duties (people.py), the import (imports.py)."""
