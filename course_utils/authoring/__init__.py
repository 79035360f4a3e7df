"""What authors of lessons work with: stored outputs made anew, and the rules a lesson keeps."""
