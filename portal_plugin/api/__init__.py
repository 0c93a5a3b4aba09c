"""/api/v1: what the pages show and take, as JSON."""
