"""Who is on duty when, and what one shift hands over to the next."""
