"""Files under the outputs folder: names, locks, copies, the build manifest, safe replacement."""
