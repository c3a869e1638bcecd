"""Topics beyond one question: speakers side by side, counts over time, questions with their replies."""
