"""Work on the registry of sources: drafts and trials."""
