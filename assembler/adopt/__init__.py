"""Take what an adviser changed in Word back into the cells of the workbook it came from."""
