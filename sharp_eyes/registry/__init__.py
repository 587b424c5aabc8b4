"""The camera registry: one set of models for the YAML, the API and the database (contract C1)."""
