"""The operating system and its neighbours: paths, secrets, logs, the desktop; and names as pinyin."""
