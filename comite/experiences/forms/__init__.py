"""What a person may submit about experience reports."""
