"""The ledger proved against every row, without any key of a reader."""
