"""A worker that dies of a picture is back at once, and the picture's camera is set aside."""
