"""The file that a study is: how it is opened, what it consists of, and how it is brought up to date."""
