"""The document families: a plan of sheets, and the yearly measures in their table layouts."""
