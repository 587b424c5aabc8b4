"""HTTPS: certificate files, and a certificate authority of a site's own."""
