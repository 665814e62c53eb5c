"""What everyone stands on: database, jobs, files, mail, security. It knows nothing of the domain."""
