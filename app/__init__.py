"""Hòa Nhập: the application, what it knows and what it does. No Qt here."""

__version__ = "0.1.0"
