"""What a document gives as figures: indicators with their owners, losses."""
