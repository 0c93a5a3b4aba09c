"""Pages of the channel. The informant's share nothing with the inspectors' but this folder."""
