"""Files of others, read without trusting them: XML, its rules, and the package around it."""
