"""Devices that answer ONVIF well enough to be found and read."""
