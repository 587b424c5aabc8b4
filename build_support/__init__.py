"""What the build hook needs to make the wall page and the default model; never part of the wheel."""
