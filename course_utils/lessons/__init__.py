"""What a learner opens: one folder of code per lesson, the same file names in each."""
