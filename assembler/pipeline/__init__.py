"""From workbooks to documents: assess, build, and batches on several processes."""
