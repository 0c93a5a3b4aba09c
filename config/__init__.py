"""Settings, the names of tasks and queues, the schedule, and the catalogue of facts by year."""
