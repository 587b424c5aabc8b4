"""What a camera sees while its picture is well, and the faults put into it."""
