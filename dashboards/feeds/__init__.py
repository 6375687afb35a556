"""Forms for other programs: Atom for readers, CSV for spreadsheets, the summary of a document in JSON."""
