"""A server that speaks the Hugging Face Hub's protocol, for the tests of what talks to the Hub: see ``server``."""
