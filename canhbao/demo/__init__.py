"""The demo: six sample sites with text written for it, served on loopback and crawled by the real spiders."""
