"""The national picture: many workbooks in one, for the head of delivery."""
