"""English verbs of treatment in custody, of moving people and papers, and of refusing. Data, no rules."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ABUSED,
    ACQUIRED,
    ACQUITTED,
    APPEARED,
    CASE_CLOSED,
    CHARGED,
    CHARGES_BROUGHT,
    DISMISS,
    HANDED,
    INJURED,
    LEAKED,
    LEFT,
    OB,
    PROBE_CLOSED,
    PROBE_OPENED,
    SEARCHED,
    P,
    V,
    any_of,
)
from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType as T

_OUT = Frame(type=T.SMUGGLING, needs="carried_out", object=OB, also=any_of("out across past"), never=any_of("off away"))
_PRINTED = Frame(type=T.PUBLICATION, object=OB, needs="books", also=any_of("out"))
_CARTED = Frame(type=T.SEARCH, object=OB, needs="papers_and_media", also=any_of("off away"))
_PRISONER_MOVED = Frame(
    type=T.TRANSFER_OF_PRISONER, needs="jailing", human=True, never=any_of("year years month months life term sentence")
)
_HURT = Frame(type=T.INJURY, needs="injuries", subject=P, object=None)
_PAPERS_TAKEN = Frame(type=T.RETALIATION, needs="papers", human=True)
_REFUSED = Frame(
    type=T.CASE_REFUSED,
    object=None,
    also=any_of("open opening launch initiate institute prosecute investigate charge proceedings prosecution"),
    never=any_of("comment"),
)

MORE: dict[str, tuple[Frame, ...]] = {
    **dict.fromkeys(
        "tie douse hose drench shackle chain gag slap stamp scald hit club batter starve isolate taser restrain strap "
        "drug blindfold hood bludgeon pummel thrash cane lash maul burn drown manhandle cuff bully kneel brutalize "
        "pepper-spray tear-gas asphyxiate smother mutilate disfigure hogtie".split(),
        (ABUSED,),
    ),
    "suspend": (
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("wrist wrists ankle ankles ceiling arms upside")),
    ),
    "hang": (
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("wrist wrists ankle ankles ceiling arms upside")),
    ),
    "strip": (_PAPERS_TAKEN, Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("naked"))),
    **dict.fromkeys(("revoke", "cancel", "annul"), (Frame(type=T.RETALIATION, needs="papers", object=None, aim=V),)),
    **dict.fromkeys(("suffer", "sustain"), (_HURT,)),
    **dict.fromkeys(("hospitalise", "hospitalize", "maim", "cripple", "bruise", "blind"), (INJURED,)),
    **dict.fromkeys(
        ("bring", "carry", "take", "spirit", "slip", "pass", "get", "ferry", "cart", "haul"), (_CARTED, _OUT)
    ),
    **dict.fromkeys(
        ("move", "transfer", "take", "send", "relocate", "return", "ship", "escort", "drive", "reassign"),
        (_PRISONER_MOVED,),
    ),
    **dict.fromkeys(("decline", "refuse"), (_REFUSED,)),
    "walk": (
        Frame(type=T.RELEASE, needs="prison", subject=P, object=None, also=any_of("out")),
        Frame(type=T.RELEASE, subject=P, object=None, also=any_of("amnesty pardon")),
    ),
    **dict.fromkeys(("discharge", "parole", "liberate"), (Frame(type=T.RELEASE, needs="prison", human=True),)),
    **dict.fromkeys(
        ("vanish", "disappear"),
        (
            Frame(
                type=T.DISAPPEARANCE,
                subject=V,
                object=None,
                never=any_of("recording recordings footage file files video"),
            ),
        ),
    ),
    "abduct": (Frame(type=T.DISAPPEARANCE, object=V, human=True),),
    "kidnap": (Frame(type=T.DISAPPEARANCE, object=V, human=True),),
    **dict.fromkeys(
        ("pulp", "shred", "incinerate", "scrub", "wipe", "overwrite", "purge", "torch"),
        (Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="papers_and_media", object=OB),),
    ),
    **dict.fromkeys(
        ("erase", "delete", "destroy", "burn"),
        (Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="papers_and_media", object=OB),),
    ),
    "drown": (Frame(type=T.DEATH, subject=P, object=None),),
    "expire": (Frame(type=T.DEATH, subject=P, object=None, also=any_of("hospital cell custody")),),
    **dict.fromkeys(
        ("run", "carry", "televise", "serialise", "serialize", "distribute", "spread", "repost", "feature"),
        (
            Frame(
                type=T.LEAK_PUBLICATION,
                needs="media",
                object=OB,
                never=any_of("out border over across past gate lining"),
            ),
        ),
    ),
    "bring": (_PRINTED, _OUT, CHARGES_BROUGHT),
    "prefer": (CHARGES_BROUGHT,),
    "lay": (CHARGES_BROUGHT,),
    "discontinue": (CASE_CLOSED, PROBE_CLOSED),
    **dict.fromkeys(("stay", "wind"), (PROBE_CLOSED,)),
    "commission": (PROBE_OPENED,),
    **dict.fromkeys(
        ("ransack", "turn"),
        (Frame(type=T.SEARCH, object=Part.LOCATION, needs="place", also=any_of("upside over ransacked")),),
    ),
    **dict.fromkeys(("storm", "comb", "sweep"), (Frame(type=T.SEARCH, object=Part.LOCATION, needs="place"),)),
    "pull": (Frame(type=T.SUSPENSION, human=True, also=any_of("duty roster")),),
    "bench": (Frame(type=T.SUSPENSION, human=True),),
    **dict.fromkeys(
        ("intern", "incarcerate", "lock", "jail"), (Frame(type=T.IMPRISONMENT, human=True, needs="prison"),)
    ),
    **dict.fromkeys(
        ("warn", "menace", "blackmail"),
        (
            Frame(
                type=T.THREAT,
                object=V,
                human=True,
                also=any_of("next kill killed death shut quiet silence silent regret family"),
            ),
        ),
    ),
    "clear": (ACQUITTED,),
    "arraign": (CHARGED,),
    "axe": (DISMISS,),
    "defect": (LEFT,),
    "duplicate": (ACQUIRED,),
    "tape": (ACQUIRED,),
    "handover": (HANDED,),
    "resurface": (APPEARED,),
    "raid": (SEARCHED,),
    "serialise": (LEAKED,),
}
"""Frames that are tried before those of `english_frames`."""
