"""Sign-in with a provider (OpenID Connect): who somebody is comes from there, what they may not."""
