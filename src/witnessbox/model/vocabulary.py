"""The controlled vocabulary of claims: what a source can say that happened, with HURIDOCS codes beside it.

Types are our own, because thesauri of violations have no words for what follows a leak (a dismissal, a wanted list, a
forecast). Where HURIDOCS has a term for the act, its code stands beside ours: *Micro-thesauri*, 2001, no. 4, *Types of
acts*, twelve digits as in the thesaurus that HURIDOCS ships with OpenEvSys. `ALLEGED_ABUSE` stands beside "violations
with physical, sexual and psychological dimensions", because its source does not say more.
"""

from __future__ import annotations

from enum import StrEnum

from witnessbox.model.records import dataclass


class ClaimKind(StrEnum):
    """The broad form of what is said."""

    EVENT = "event"
    """It happened on one day, known or not."""
    STATE = "state"
    """It held over a time."""
    STATEMENT = "statement"
    """Somebody said something; that it was said is claimed, not what was said."""
    PATTERN = "pattern"
    """Something is the rule, or is judged so: no single event."""
    RELATION = "relation"
    """Two events hang together."""


class ClaimType(StrEnum):
    """What is said to have happened."""

    # posts
    APPOINTMENT = "appointment"
    DISMISSAL = "dismissal"
    GROUP_DISMISSAL = "group_dismissal"
    RESIGNATION = "resignation"
    SUSPENSION = "suspension"
    REINSTATEMENT = "reinstatement"
    OCCUPANCY = "occupancy"
    # proceedings
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"
    CASE_OPENED = "case_opened"
    CASE_REFUSED = "case_refused"
    CASE_CLOSED = "case_closed"
    CHARGES_PURSUED = "charges_pursued"
    CHARGE = "charge"
    CHARGES_DROPPED = "charges_dropped"
    HEARING = "hearing"
    TRIAL = "trial"
    CONVICTION = "conviction"
    SENTENCE = "sentence"
    ACQUITTAL = "acquittal"
    APPEAL = "appeal"
    PARDON = "pardon"
    WANTED_LISTING = "wanted_listing"
    WANTED_DELISTING = "wanted_delisting"
    # liberty
    ARREST = "arrest"
    ARREST_IN_ABSENTIA = "arrest_in_absentia"
    DETENTION = "detention"
    SEARCH = "search"
    IMPRISONMENT = "imprisonment"
    RELEASE = "release"
    TRANSFER_OF_PRISONER = "transfer_of_prisoner"
    ESCAPE = "escape"
    # movement and protection
    ARRIVAL = "arrival"
    DEPARTURE = "departure"
    RESIDENCE = "residence"
    CITIZENSHIP = "citizenship"
    ASYLUM_REQUEST = "asylum_request"
    ASYLUM_GRANT = "asylum_grant"
    ASYLUM_DENIAL = "asylum_denial"
    EXTRADITION = "extradition"
    # acts against people
    ALLEGED_ABUSE = "alleged_abuse"
    TORTURE = "torture"
    ILL_TREATMENT = "ill_treatment"
    SEXUAL_VIOLENCE = "sexual_violence"
    KILLING = "killing"
    DISAPPEARANCE = "disappearance"
    INJURY = "injury"
    DEATH = "death"
    THREAT = "threat"
    RETALIATION = "retaliation"
    SURVEILLANCE = "surveillance"
    FOREIGN_AGENT_LISTING = "foreign_agent_listing"
    SANCTION = "sanction"
    COMPENSATION = "compensation"
    # material
    LEAK_PUBLICATION = "leak_publication"
    PUBLICATION = "publication"
    ACQUISITION = "acquisition"
    SMUGGLING = "smuggling"
    HANDOVER = "handover"
    DESTRUCTION_OF_MATERIAL = "destruction_of_material"
    BLOCKING = "blocking"
    CONTENT_CLAIM = "content_claim"
    # what is said
    STATEMENT = "statement"
    DENIAL = "denial"
    PREDICTION = "prediction"
    HOPE = "hope"
    PROMISE = "promise"
    DEMAND = "demand"
    # what is judged
    PATTERN_CLAIM = "pattern_claim"
    ASSESSMENT = "assessment"
    CAUSAL_IMPLICATION = "causal_implication"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeNote:
    """What the vocabulary says of one type.

    Attributes:
        kind: the form that claims of this type have as a rule; a source may say otherwise.
        meaning: one line for people.
        huridocs: code of the nearest term among HURIDOCS' types of acts, None where it has none.
        act: whether it is a thing done to somebody (an *act*): acts are counted, never files.
    """

    kind: ClaimKind
    meaning: str
    huridocs: str | None = None
    act: bool = False


_E, _S, _T, _P, _R = (
    ClaimKind.EVENT,
    ClaimKind.STATE,
    ClaimKind.STATEMENT,
    ClaimKind.PATTERN,
    ClaimKind.RELATION,
)


def _note(kind: ClaimKind, meaning: str, huridocs: str | None = None, *, act: bool = False) -> TypeNote:
    return TypeNote(kind=kind, meaning=meaning, huridocs=huridocs, act=act)


VOCABULARY: dict[ClaimType, TypeNote] = {
    ClaimType.APPOINTMENT: _note(_E, "somebody was given a post"),
    ClaimType.DISMISSAL: _note(_E, "one person lost a post by another's decision"),
    ClaimType.GROUP_DISMISSAL: _note(_E, "several people lost their posts, named or not"),
    ClaimType.RESIGNATION: _note(_E, "somebody gave up a post"),
    ClaimType.SUSPENSION: _note(_E, "somebody was kept from a post for a time"),
    ClaimType.REINSTATEMENT: _note(_E, "somebody got a post back"),
    ClaimType.OCCUPANCY: _note(_S, "somebody held a post"),
    ClaimType.COMPLAINT: _note(_E, "somebody asked an authority to act"),
    ClaimType.INVESTIGATION: _note(_E, "an authority began to look into something"),
    ClaimType.CASE_OPENED: _note(_E, "a proceeding was opened"),
    ClaimType.CASE_REFUSED: _note(_E, "an authority refused to open a proceeding"),
    ClaimType.CASE_CLOSED: _note(_E, "a proceeding was closed without a judgement"),
    ClaimType.CHARGES_PURSUED: _note(_E, "charges were pursued; may be weaker than brought"),
    ClaimType.CHARGE: _note(_E, "charges were brought"),
    ClaimType.CHARGES_DROPPED: _note(_E, "charges were dropped"),
    ClaimType.HEARING: _note(_E, "a court heard the matter on a day"),
    ClaimType.TRIAL: _note(_E, "a trial began"),
    ClaimType.CONVICTION: _note(_E, "a court found somebody guilty"),
    ClaimType.SENTENCE: _note(_E, "a court set a punishment"),
    ClaimType.ACQUITTAL: _note(_E, "a court found somebody not guilty"),
    ClaimType.APPEAL: _note(_E, "a judgement was appealed"),
    ClaimType.PARDON: _note(_E, "somebody was pardoned or amnestied"),
    ClaimType.WANTED_LISTING: _note(_E, "somebody was put on a wanted list"),
    ClaimType.WANTED_DELISTING: _note(_E, "somebody was taken off a wanted list"),
    ClaimType.ARREST: _note(_E, "somebody was arrested", "030101000000", act=True),
    ClaimType.ARREST_IN_ABSENTIA: _note(_E, "a court ordered the arrest of somebody who was not there"),
    ClaimType.DETENTION: _note(_E, "somebody was held", "030102000000", act=True),
    ClaimType.SEARCH: _note(_E, "a place or person was searched", act=True),
    ClaimType.IMPRISONMENT: _note(_S, "somebody was in prison", "030102000000"),
    ClaimType.RELEASE: _note(_E, "somebody was set free"),
    ClaimType.TRANSFER_OF_PRISONER: _note(_E, "a prisoner was moved"),
    ClaimType.ESCAPE: _note(_E, "somebody fled from custody"),
    ClaimType.ARRIVAL: _note(_E, "somebody came to a place"),
    ClaimType.DEPARTURE: _note(_E, "somebody left a place"),
    ClaimType.RESIDENCE: _note(_S, "somebody lived in a place"),
    ClaimType.CITIZENSHIP: _note(_S, "somebody was a citizen of a state"),
    ClaimType.ASYLUM_REQUEST: _note(_E, "somebody sought asylum"),
    ClaimType.ASYLUM_GRANT: _note(_E, "asylum was granted"),
    ClaimType.ASYLUM_DENIAL: _note(_E, "asylum was refused"),
    ClaimType.EXTRADITION: _note(_E, "somebody was handed to another state", act=True),
    ClaimType.ALLEGED_ABUSE: _note(
        _E, "abuse that the source itself calls alleged, of whatever kind", "020111000000", act=True
    ),
    ClaimType.TORTURE: _note(_E, "torture", "020111110000", act=True),
    ClaimType.ILL_TREATMENT: _note(_E, "cruel, inhuman or degrading treatment", act=True),
    ClaimType.SEXUAL_VIOLENCE: _note(_E, "rape or other sexual violence", "020102000000", act=True),
    ClaimType.KILLING: _note(_E, "somebody was killed", "010100000000", act=True),
    ClaimType.DISAPPEARANCE: _note(_E, "somebody was made to disappear", "030103000000", act=True),
    ClaimType.INJURY: _note(_E, "somebody was hurt", "020101000000", act=True),
    ClaimType.DEATH: _note(_E, "somebody died, of whatever cause"),
    ClaimType.THREAT: _note(_E, "somebody was threatened", "020103010000", act=True),
    ClaimType.RETALIATION: _note(_E, "a step against somebody that a source itself calls retaliation", act=True),
    ClaimType.SURVEILLANCE: _note(_E, "somebody was watched", "020103030000", act=True),
    ClaimType.FOREIGN_AGENT_LISTING: _note(_E, "somebody was declared a foreign agent or undesirable"),
    ClaimType.SANCTION: _note(_E, "a state put somebody under sanctions"),
    ClaimType.COMPENSATION: _note(_E, "somebody was awarded or paid compensation"),
    ClaimType.LEAK_PUBLICATION: _note(_E, "leaked material was made public"),
    ClaimType.PUBLICATION: _note(_E, "something else was made public"),
    ClaimType.ACQUISITION: _note(_E, "somebody came into possession of material"),
    ClaimType.SMUGGLING: _note(_E, "material was carried out in secret"),
    ClaimType.HANDOVER: _note(_E, "material was handed on"),
    ClaimType.DESTRUCTION_OF_MATERIAL: _note(_E, "material was destroyed"),
    ClaimType.BLOCKING: _note(_E, "access to material or a site was blocked"),
    ClaimType.CONTENT_CLAIM: _note(_S, "what material is said to hold"),
    ClaimType.STATEMENT: _note(_T, "somebody said something"),
    ClaimType.DENIAL: _note(_T, "somebody said that something is not so"),
    ClaimType.PREDICTION: _note(_T, "somebody said that something will be; never an event"),
    ClaimType.HOPE: _note(_T, "somebody said what they wish for; never an event"),
    ClaimType.PROMISE: _note(_T, "somebody said that they will do something; never an event"),
    ClaimType.DEMAND: _note(_T, "somebody said what others ought to do; never an event"),
    ClaimType.PATTERN_CLAIM: _note(_P, "something is said to be the rule"),
    ClaimType.ASSESSMENT: _note(_P, "somebody judged what something means"),
    ClaimType.CAUSAL_IMPLICATION: _note(_R, "one event is said or hinted to follow from another"),
    ClaimType.OTHER: _note(_E, "what the vocabulary has no word for yet; say it in the notes"),
}
"""Every type with what it means."""

FORECASTS = frozenset({ClaimType.PREDICTION, ClaimType.HOPE, ClaimType.PROMISE, ClaimType.DEMAND})
"""Types that speak of what may come: no status, no post and no figure ever follows from them."""
