"""Views of a dataset: what a person sees, and takes away."""
