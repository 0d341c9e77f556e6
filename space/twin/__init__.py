"""The static twin: the same bundle, texts and charts as files that any web server hands out; see ``space/browser``."""
