"""What the build hook needs to make the wall page and the default model; not part of the wheel."""
