"""Office Open XML packages: archives read within bounds, packed to the same bytes anywhere."""
