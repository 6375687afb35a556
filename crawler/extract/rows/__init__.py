"""Rules as rows: phrases of cues around a place, found in one pass over a text and compared by position."""
