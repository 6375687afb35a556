"""Where to look: one class per web platform, one YAML file per source."""
