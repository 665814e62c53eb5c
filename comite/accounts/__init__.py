"""People: accounts, memberships, sign-in, tokens, and the one rule of who may read what."""
