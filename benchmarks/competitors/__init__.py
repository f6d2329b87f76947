"""What Gutbone is measured against, each as its users would run it."""
