"""Words of English and Swedish that are names of people as well, or stand in them."""

#: Taken for somebody's name only where they begin with a capital: "May said that you may rest".
ORDINARY = frozenset(
    """
    art bill bob carol chance chase christian dag dale dawn dean drew eve faith fall frank fred gene glad glen
    grace grant guy hall hill hope hugh iris ivy jack joy june lake lance lena liv long love lund mark may max
    miles min mina nick olive pace page pat penny per pierce ray rich rob rose ruby sky sol sten still storm
    strand strong sue summer sund trygg wade ward will win wood young
    """.split()  # noqa: SIM905  a list of words reads best as words
)

#: Never taken for somebody's name, unless another word of the same name stands beside them.
NEVER_ALONE = frozenset(
    """
    af al av ben bin da das de del den der des di dos du el la le mac ten ter the till van von zu
    athlete athletes atlet coach coachen team user admin test physio
    """.split()  # noqa: SIM905
)
