"""Work on the registry of sources: drafts, trials, confirmations."""
