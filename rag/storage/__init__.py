"""The library's file: opened, migrated, its rows and its filters."""
