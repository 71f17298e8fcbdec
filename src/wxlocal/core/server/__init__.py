"""Server operations: declared, performed, refused."""
