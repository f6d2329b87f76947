"""Studies and pages that everything else rests on."""
