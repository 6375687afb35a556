"""Names of units in a text: their spellings, the candidates, the choice, and what is no unit of ours."""
