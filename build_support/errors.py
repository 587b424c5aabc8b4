"""The one error the build of the two artefacts raises."""


class BuildSupportError(Exception):
    """A build step failed; the text names the thing, the reason and the next step."""
