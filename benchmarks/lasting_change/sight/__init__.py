"""How the construction detector's network was trained."""
