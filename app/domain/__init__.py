"""What is true: records and rules. Standard library only; no store, no files, no words of the screen."""
