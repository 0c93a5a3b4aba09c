"""A sample province and the main job in it: what `portal-plugin demo` shows."""
