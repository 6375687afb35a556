"""What a document is and how its scam works: cues, kind, tactics, facets."""
