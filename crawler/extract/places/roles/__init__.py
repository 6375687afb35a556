"""The role that a place plays, by the words around it."""
