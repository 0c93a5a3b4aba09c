"""`python -m portal_plugin` is `portal-plugin`."""

from portal_plugin.cli import main

main()
