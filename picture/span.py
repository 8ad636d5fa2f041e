"""How many days a picture shows."""

#: Days that are shown unless another number is asked for; and how many may be.
USUAL_DAYS = 90
FEWEST_DAYS = 14
MOST_DAYS = 366
