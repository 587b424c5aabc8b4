"""The second factor: codes of an authenticator and codes for when it is lost."""
