"""Progress: a pure function of the statements of one enrolment, kept as a summary for speed."""
