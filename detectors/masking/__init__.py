"""Making people unrecognisable before anything is written, and burning in privacy masks."""
