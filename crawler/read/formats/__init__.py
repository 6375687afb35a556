"""The parsers of file formats, one a file: bytes in, FileText out. They run in the confined worker only."""
