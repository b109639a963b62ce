"""The file that a study is: opened by one, read by many, brought up to date."""
