"""Tables, one class a file, and the database that holds them."""
