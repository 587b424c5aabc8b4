"""What people see, as JSON."""
