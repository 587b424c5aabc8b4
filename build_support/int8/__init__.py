"""From the float32 NanoDet to one in 8-bit integers that costs a third."""
