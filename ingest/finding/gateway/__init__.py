"""The device list of a GB/T 28181 gateway."""
