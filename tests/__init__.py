"""Tests of the course: `./course test` runs them all."""
