"""How results look in a terminal, and their JSON twins."""
