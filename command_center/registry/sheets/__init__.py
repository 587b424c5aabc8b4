"""The registry in spreadsheets: read with each fault at its cell, written to be read back."""
