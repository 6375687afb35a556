"""Places of a document: which unit a name means, and which role it plays."""
