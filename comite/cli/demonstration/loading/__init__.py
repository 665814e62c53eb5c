"""The past of the demonstration committee, lived again by the product's own operations."""
