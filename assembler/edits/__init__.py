"""What an adviser changed in a Word file since it was built, traced to the cells it came from."""
