"""What the assistant is told beside the question: parts, read at once, kept for as long as they are true."""
