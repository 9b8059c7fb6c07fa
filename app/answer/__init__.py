"""From a question and its hits to an answer whose every sentence is cited and checked."""
