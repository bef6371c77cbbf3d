"""The encrypted store. The application sees only `Store`."""
