"""导入: another program's file, from choosing it to having it taken in, in steps that can be walked back."""
