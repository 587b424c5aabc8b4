"""Cameras → frames: RTSP and WebRTC clients, key-frame decoding, schedule, workers."""
