"""Asking a device what it has, by ONVIF."""
