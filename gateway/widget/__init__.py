"""The browser's side: one script, made of the files of this directory."""
