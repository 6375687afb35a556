"""The commands, grouped: operate, collect, texts, find. Each module registers its own on the application."""
