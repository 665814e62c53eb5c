"""The look: colours that can be read, components that say what they mean."""
