"""Load and symptom flags: what reports of pain, illness and fatigue call for. Pure rules, no diagnosis."""
