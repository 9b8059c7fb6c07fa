"""What makes a question set unfit to measure by: gold that is not there, questions that answer themselves, twins."""
