"""The colours of readiness in a terminal; never the only sign."""

from types import MappingProxyType

#: Level -> its colour.
LEVEL_STYLES = MappingProxyType(
    {"EXCELLENT": "green", "GOOD": "cyan", "FAIR": "yellow", "POOR": "dark_orange", "VERY_POOR": "red"}
)
