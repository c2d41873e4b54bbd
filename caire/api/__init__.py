"""What programs may read of the platform without an account: courses and certificates."""
