"""The informant's side: what is told, how it is sealed, and the mailbox it is answered in."""
