"""Closed vocabularies, as data that is checked when it is loaded: tactics, facets, kinds, places."""
