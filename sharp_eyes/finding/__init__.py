"""What is found when cameras are looked for: shared by the nodes that look and the centre."""
