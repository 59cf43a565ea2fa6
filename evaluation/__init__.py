"""Quality: labelled data, how an answer is scored, and how the shipped models were made."""
