"""Answers without a model: from the athlete's own data, by rules, in English and Swedish."""
