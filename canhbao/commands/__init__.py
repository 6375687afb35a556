"""The commands: one module for what is imported together; `table` names them all, `lazy` imports the one that is run."""
