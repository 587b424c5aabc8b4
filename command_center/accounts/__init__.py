"""Who may look and who did: users, sessions and the audit trail."""
