"""Tools that keep the house in order; run from a checkout, never installed. They know its files, and nothing of scams."""
