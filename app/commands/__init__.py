"""The commands, a module for each group; a command parses its options, calls a service and says what came of it."""
