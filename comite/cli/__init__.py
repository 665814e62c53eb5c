"""The door for operators: demo, serve, worker, imports, maintenance."""
