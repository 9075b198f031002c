"""What is performed: the design behind a user class, its plans, and the tasks with their rates."""
