"""Looking for cameras on behalf of the centre."""
