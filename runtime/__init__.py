"""What every process needs: settings, tokens, Redis and logging set-up."""
