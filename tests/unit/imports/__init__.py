"""The rules of imports, each refusal beside its success."""
