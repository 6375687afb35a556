"""What people ask, from words to conditions: query, days, values, synonyms, analysis, terms."""
