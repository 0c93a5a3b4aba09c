"""Moving a complaint into the protected channel: the one place that knows both features."""
