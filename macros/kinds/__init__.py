"""The registers, one file each. A file in this folder is a declared kind; nothing else lists them."""
