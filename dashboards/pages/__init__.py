"""One file a page: what it shows, how it is rendered, and its twins in JSON, CSV and Atom, from the same facts."""
