"""The ground in a camera's picture: metres, people per m², and where land on the map is seen."""
