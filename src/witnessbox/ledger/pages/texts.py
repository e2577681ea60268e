"""What the pages say: every sentence, in each language. A missing one is an error of types, not an empty place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from witnessbox.ledger.comparing import Fit
from witnessbox.ledger.estimates import Missing
from witnessbox.ledger.figures import Question
from witnessbox.ledger.pages.dates import DateSpeech
from witnessbox.model.claims import AttributionLevel, CountQualifier, Hedge, Part, RelationKind
from witnessbox.model.ledger import ClaimStatus, EntitySchema, SourceKind, StepKind
from witnessbox.model.lifecycle import HistoryKind, Stage
from witnessbox.model.vocabulary import ClaimKind, ClaimType


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # there is one of each language: told apart by which it is
class Texts:
    """One language; members are named after what they say. `{}` are filled in; `short` holds names of
    main pages for the menu, by file.
    """

    language: str
    own_name: str
    dates: DateSpeech

    # around every page
    ledger: str
    skip: str
    menu: str
    short: Mapping[str, str]
    made: str
    for_public: str
    for_all: str
    choose: str
    earlier_page: str
    later_page: str
    page: str
    nothing: str
    as_table: str

    # words of the ledger
    types: Mapping[ClaimType, str]
    kinds: Mapping[ClaimKind, str]
    hedges: Mapping[Hedge, str]
    hedges_mean: Mapping[Hedge, str]
    statuses: Mapping[ClaimStatus, str]
    statuses_mean: Mapping[ClaimStatus, str]
    parts: Mapping[Part, str]
    levels: Mapping[AttributionLevel, str]
    qualifiers: Mapping[CountQualifier, str]
    relations: Mapping[RelationKind, str]
    related_by: Mapping[RelationKind, str]
    steps: Mapping[StepKind, str]
    schemas: Mapping[EntitySchema, str]
    source_kinds: Mapping[SourceKind, str]
    histories: Mapping[HistoryKind, str]
    stages: Mapping[Stage, str]
    fits: Mapping[Fit, str]
    fits_mean: Mapping[Fit, str]
    fields: Mapping[str, str]
    questions: Mapping[Question, str]
    withheld: str
    quote_withheld: str
    nobody: str

    # the first page
    index: str
    lead: str
    holds: str
    sources_and_origins: str
    claims_of: str
    events_number: str
    period: str
    pages_title: str
    figures: str
    figures_lead: str
    figure: str
    at_least: str
    out_of: str
    rests_on: str
    not_told: str
    no_denominator: str
    cannot_estimate: str
    one_list: str
    share_of: str
    estimates: str
    lists_seen: str
    on_lists: str
    chapman: str
    not_estimated: str
    stated_by_a_person: str
    missing: Mapping[Missing, str]
    acts: str
    origins: str
    found_one: str
    of_events: str
    more_events: str
    words_title: str
    pseudonyms_title: str
    pseudonyms: str
    limits_title: str
    limits: tuple[str, ...]

    # claims and events
    event: str
    said_claims: str
    who: str
    post: str
    place: str
    when: str
    as_written: str
    basis: str
    count: str
    state: str
    hedge: str
    standing: str
    chain: str
    narrator: str
    source: str
    inferred: str
    quotes: str
    at_characters: str
    ties: str
    kind: str
    huridocs: str
    remarks: str
    proposed_by: str
    history: str
    step_on: str
    step_by: str
    all_fields: str
    corrected: str
    was: str
    now: str
    not_said: str
    compared: str
    compared_lead: str
    field: str
    first_says: str
    other_says: str
    lie: str
    one_origin: str
    finer: str

    # timeline
    timeline: str
    timeline_lead: str
    timeline_picture: str
    bands_key: str
    what: str

    # posts and proceedings
    posts: str
    posts_lead: str
    posts_picture: str
    post_unnamed: str
    body_unnamed: str
    holder: str
    certainly: str
    possibly: str
    newest: str
    claims: str
    after_newest: str
    proceedings: str
    proceedings_lead: str
    funnel: str
    funnel_lead: str
    funnel_picture: str
    stage: str
    certain: str
    possible: str
    share: str
    of: str
    proceedings_picture: str
    follows: str
    may_be: str
    stands: str
    days_from: str
    days_to: str
    always: str

    # what followed for those who told
    retaliation: str
    retaliation_lead: str
    no_cause: str
    first_publication: str
    retaliation_picture: str
    step: str
    interval: str
    after_days: str
    before_days: str
    around_days: str
    at_least_days: str
    at_most_days: str
    before_at_least: str
    unknown_interval: str
    no_reference: str

    # places, contradictions, forecasts, sources, corrections
    facilities: str
    facilities_lead: str
    facility: str
    minimum: str
    no_minimum: str
    claims_here: str
    contradictions: str
    contradictions_lead: str
    how_they_lie: str
    voices: str
    forecasts: str
    forecasts_lead: str
    foretold: str
    by_whom: str
    came: str
    open_forecast: str
    sources: str
    sources_lead: str
    title: str
    publisher: str
    published: str
    origin: str
    own_origin: str
    shared_origin: str
    address: str
    corrections: str
    corrections_lead: str
    what_changed: str
    retracted_on: str
