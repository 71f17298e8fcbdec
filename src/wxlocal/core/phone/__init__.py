"""What phones and people can do: declared, performed, and what stands before it."""
