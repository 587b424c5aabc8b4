"""Cameras that come by WebRTC: phones and drones that publish to us, streams we subscribe to."""
