"""What a browser may do with our answers (Content Security Policy, level 3)."""

from __future__ import annotations

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

ANSWER_POLICY = _NOTHING
"""Of the interface's answers: they are data, and nothing in them is ever run."""

NONCE_BYTES = 18


def page_policy(nonce: str | None = None) -> str:
    """Return the policy of a page, or of a file that pages load: workers go by their own file's.

    Nothing inline is run or styles anything, and no attribute ``style`` is read from markup. A
    script is run when the page's own markup names it, by the nonce, or such a script loads it.

    Args:
        nonce: Made for this one answer; none for a file.
    """
    scripts = f"'nonce-{nonce}' 'strict-dynamic'" if nonce else "'self'"
    styles = f"'self' 'nonce-{nonce}'" if nonce else "'self'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src {styles}",
            # Evidence that was fetched, and the QR code that an authenticator reads.
            "img-src 'self' blob: data:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
