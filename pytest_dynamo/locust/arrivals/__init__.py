"""When tasks are due: turns of users, arrivals that wait for nobody, and rates that change."""
