"""From a design to the text of its file: a new one as a person would write it, or one that is there, updated."""
