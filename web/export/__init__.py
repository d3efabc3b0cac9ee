"""What leaves Parallax as a file: tables, notebooks in Word and Markdown, and pages that stand alone."""
