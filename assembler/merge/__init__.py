"""Three-way merge of Word files: as built, as edited, as built anew. No word is lost."""
