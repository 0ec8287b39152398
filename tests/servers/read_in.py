"""What a program builds when it reads its first affiliation, name and pair of persons: built on import, so that those
that are forked afterwards have it. Nothing here depends on the environment or on a data folder."""

import gc

from loaders.mentions import vocabulary
from loaders.normalize import affiliations, same_name
from loaders.resolve import background, scorer

affiliations.decide("Kim Il Sung University, Pyongyang, DPR Korea")
same_name.alike("Kim Chol-su", "C. S. Kim")
vocabulary.lexicon()
background.names_seen()
background.words_seen()
background.places_seen()
scorer.shipped()
gc.freeze()  # it stays as long as the process: not worth a look by each of those forked
