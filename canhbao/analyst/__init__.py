"""An analyst's work: the queue, decisions, suggestions, saved searches, accuracy against labels."""
