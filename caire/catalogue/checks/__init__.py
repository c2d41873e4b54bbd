"""The quality bar of the content (CURRICULUM H.1): what a machine can judge before publication."""
