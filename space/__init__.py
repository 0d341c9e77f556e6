"""What makes the app a Hugging Face Space: its README, its requirements, staging and deploying; and a Dockerfile."""
