"""English verbs with their forms. Data, and how regular forms are made."""

from __future__ import annotations

import re

_IRREGULAR = (
    "be is was been being|have has had had having|do does did done doing|say says said said saying|tell tells told "
    "told telling|give gives gave given giving|get gets got got getting|go goes went gone going|take takes took taken "
    "taking|put puts put put putting|find finds found found finding|leave leaves left left leaving|flee flees fled "
    "fled fleeing|beat beats beat beaten beating|bring brings brought brought bringing|hold holds held held "
    "holding|lose loses lost lost losing|quit quits quit quit quitting|send sends sent sent sending|step steps "
    "stepped stepped stepping|run runs ran run running|serve serves served served serving|spend spends spent spent "
    "spending|make makes made made making|become becomes became become becoming|begin begins began begun "
    "beginning|see sees saw seen seeing|show shows showed shown showing|write writes wrote written writing|think "
    "thinks thought thought thinking|keep keeps kept kept keeping|drop drops dropped dropped dropping|strip strips "
    "stripped stripped stripping|ban bans banned banned banning|seek seeks sought sought seeking|stand stands stood "
    "stood standing|hand hands handed handed handing|let lets let let letting|shed sheds shed shed shedding|lead "
    "leads led led leading|know knows knew known knowing|hear hears heard heard hearing|die dies died died dying|lie "
    "lies lied lied lying|withdraw withdraws withdrew withdrawn withdrawing|plead pleads pleaded pleaded "
    "pleading|break breaks broke broken breaking|steal steals stole stolen stealing|win wins won won winning|meet "
    "meets met met meeting|come comes came come coming|oversee oversees oversaw overseen overseeing|overturn "
    "overturns overturned overturned overturning|uphold upholds upheld upheld upholding|shoot shoots shot shot "
    "shooting|hide hides hid hidden hiding|forgo forgoes forwent forgone forgoing|undergo undergoes underwent "
    "undergone undergoing|feel feels felt felt feeling|set sets set set setting|lay lays laid laid laying|pay pays "
    "paid paid paying|buy buys bought bought buying|build builds built built building|teach teaches taught taught "
    "teaching|catch catches caught caught catching|fight fights fought fought fighting|forget forgets forgot "
    "forgotten forgetting|drive drives drove driven driving|eat eats ate eaten eating|drink drinks drank drunk "
    "drinking|sleep sleeps slept slept sleeping|wake wakes woke woken waking|build builds built built building|bind "
    "binds bound bound binding|burn burns burned burned burning|lend lends lent lent lending|ride rides rode ridden "
    "riding|bear bears bore borne bearing|strike strikes struck struck striking|swing swings swung swung "
    "swinging|label labels labelled labelled labelling|travel travels travelled travelled travelling|cancel cancels "
    "cancelled cancelled cancelling|expel expels expelled expelled expelling|signal signals signalled signalled "
    "signalling|hit hits hit hit hitting|submit submits submitted submitted submitting|admit admits admitted admitted "
    "admitting|acquit acquits acquitted acquitted acquitting|refer refers referred referred referring|transfer "
    "transfers transferred transferred transferring|commit commits committed committed committing|deny denies denied "
    "denied denying|try tries tried tried trying|copy copies copied copied copying|testify testifies testified "
    "testified testifying|rid rids rid rid ridding|draw draws drew drawn drawing|fall falls fell fallen falling|swear "
    "swears swore sworn swearing|choose chooses chose chosen choosing|pick picks picked picked picking|rape rapes "
    "raped raped raping|rise rises rose risen rising|sell sells sold sold selling|throw throws threw thrown "
    "throwing|sit sits sat sat sitting|speak speaks spoke spoken speaking|carry carries carried carried carrying|face "
    "faces faced faced facing|wear wears wore worn wearing|sneak sneaks sneaked sneaked sneaking|cut cuts cut cut "
    "cutting|tear tears tore torn tearing|grow grows grew grown growing|ax axes axed axed axing|indict indicts "
    "indicted indicted indicting|occupy occupies occupied occupied occupying|cost costs cost cost costing|spread "
    "spreads spread spread spreading|bleed bleeds bled bled bleeding|hang hangs hung hung hanging|deal deals dealt "
    "dealt dealing|feed feeds fed fed feeding|fly flies flew flown flying|forbid forbids forbade forbidden "
    "forbidding|forgive forgives forgave forgiven forgiving|freeze freezes froze frozen freezing|mistake mistakes "
    "mistook mistaken mistaking|overcome overcomes overcame overcome overcoming|overhear overhears overheard "
    "overheard overhearing|overthrow overthrows overthrew overthrown overthrowing|read reads read read reading|ring "
    "rings rang rung ringing|shake shakes shook shaken shaking|shut shuts shut shut shutting|sink sinks sank sunk "
    "sinking|slide slides slid slid sliding|split splits split split splitting|stick sticks stuck stuck "
    "sticking|sting stings stung stung stinging|sweep sweeps swept swept sweeping|understand understands understood "
    "understood understanding|undo undoes undid undone undoing|weep weeps wept wept weeping|withhold withholds "
    "withheld withheld withholding|withstand withstands withstood withstood withstanding|upset upsets upset upset "
    "upsetting|rebuild rebuilds rebuilt rebuilt rebuilding|retake retakes retook retaken retaking|mislead misleads "
    "misled misled misleading|foretell foretells foretold foretold foretelling|dig digs dug dug digging|bite bites "
    "bit bitten biting|blow blows blew blown blowing|cast casts cast cast casting|bet bets bet bet betting|bend bends "
    "bent bent bending|cling clings clung clung clinging|creep creeps crept crept creeping|swim swims swam swum "
    "swimming|wring wrings wrung wrung wringing|arise arises arose arisen arising|awake awakes awoke awoken "
    "awaking|begin begins began begun beginning|bid bids bid bid bidding|offset offsets offset offset "
    "offsetting|overrun overruns overran overrun overrunning|oversleep oversleeps overslept overslept "
    "oversleeping|resell resells resold resold reselling|redo redoes redid redone redoing|rewrite rewrites rewrote "
    "rewritten rewriting|thrust thrusts thrust thrust thrusting|slay slays slew slain slaying|overwrite "
    "overwrites overwrote overwritten overwriting|forsake forsakes forsook forsaken forsaking|undertake undertakes "
    "undertook undertaken "
    "undertaking|uphold upholds upheld upheld upholding|spit spits spat spat spitting|kneel kneels knelt knelt "
    "kneeling|sew sews sewed sewn sewing|speed speeds sped sped speeding|spin spins spun spun spinning|sling slings "
    "slung slung slinging|fling flings flung flung flinging|wind winds wound wound winding|broadcast broadcasts "
    "broadcast broadcast broadcasting|hurt hurts hurt hurt hurting|swell swells swelled swollen swelling|spring "
    "springs sprang sprung springing|string strings strung strung stringing|grind grinds ground ground grinding|light "
    "lights lit lit lighting|seek seeks sought sought seeking|tread treads trod trodden treading|strive strives strove "
    "striven striving|unbind unbinds unbound unbound unbinding|dive dives dived dived diving|behold beholds beheld "
    "beheld beholding|stride strides strode strode striding|shoot shoots shot shot shooting|lose loses lost lost losing"
)
_REGULAR = (
    "conduct fire sack dismiss oust remove relieve discharge suspend resign retire tender appoint name replace "
    "succeed promote install reinstate open launch initiate order investigate probe examine question "
    "interrogate suspect charge accuse file press pursue prosecute close discontinue scrap convict sentence "
    "jail imprison hand_down clear exonerate appeal lodge quash pardon amnesty add place include declare "
    "arrest detain remand search raid seize confiscate release free live reside settle arrive reach depart "
    "emigrate escape apply request grant refuse reject extradite torture abuse mistreat ill-treat assault "
    "attack electrocute humiliate kill murder threaten leak publish post upload air broadcast circulate "
    "appear surface emerge pass share provide supply deliver obtain acquire download collect film record "
    "smuggle destroy delete erase block designate label brand sanction award pay compensate complain "
    "petition announce report confirm state claim explain note argue allege insist maintain stress warn "
    "predict believe expect acknowledge suggest reveal disclose recall point remark reply answer respond "
    "assert inform welcome condemn praise criticise criticize hail blame urge demand call describe denounce "
    "refute dispute rebut hope wish want promise vow pledge plan intend attempt consider fail decide depict "
    "contain capture document follow link connect board work move reclassify fine receive assume ask "
    "introduce lift cancel overrule extend order hail attend happen occur visit travel cross return join "
    "stay remain start finish end continue help use serve act issue sign post post accept demote punish "
    "reprimand discipline recognise recognize identify witness verify walk punch kick rule agree discuss "
    "present involve produce host stream forward relay entrust transport unveil debunk discredit downplay "
    "describe learn look warn talk serve retain secure deport expel evict intimidate harass pressure stalk "
    "monitor track register list blacklist stage fabricate falsify cover conceal approve recommend nominate "
    "elect vote hire recruit succeed head manage supervise command direct chair edit found lead base house "
    "rule cause prompt trigger spark provoke lead result stem welcome mark surround thank spread voice "
    "foresee anticipate forecast enter strike disappear vanish wound injure hurt hospitalise bury autopsy "
    "summon convene postpone adjourn testify serve enrol reopen annul commute reduce shelve halt terminate "
    "abandon waive decline confess plead collapse collect cease step exit depart quit oppose support back "
    "slam apologise apologize regret enjoy open force push pull chain tie strap drag slap handcuff strangle "
    "choke burn film watch hear ignore drop visit reassign transfer second shift downgrade inspect audit "
    "review ascertain establish prove show_up stay refer".split()
)
_FURTHER = (
    "abduct applaud arraign asphyxiate assure batter beseech bludgeon concede contend disfigure disprove distribute "
    "drench emphasise emphasize exhort expire gain guarantee hospitalise hospitalize implore incarcerate incinerate "
    "isolate kidnap lament liberate manhandle maul mutilate offer perish pummel ransack recount reiterate repost "
    "repudiate resurface serialise serialize smother televise thrash contravene corroborate dissolve exhume "
    "expunge impeach infiltrate interrogate invoke maintain notarise petition pinpoint predate quarantine reassign "
    "reclassify reconvene reprimand rule sabotage segregate sedate stagger tamper testify traumatise "
    "unmask vilify withhold "
    "absolve accumulate adapt adjust admire admonish adopt advise allow alter amass amaze amend amount anger "
    "appal appall apprehend arbitrate assail assemble assign assist astonish authorise authorize avoid await "
    "baffle banish bargain belittle belong berate betray blackmail blend blindfold blur boot brutalise brutalize "
    "bully censure chide cite clarify coerce collaborate collude commemorate compare compel compile complete "
    "comply conclude concoct confuse connive consist conspire consult contemplate contribute convince cooperate "
    "correct corrupt crawl create cripple dangle dare deceive declassify decrypt deem deepen defame defect defend "
    "defer defy degrade delegate demonstrate depend depose detect develop differ disable discourage discover "
    "disguise disgust dislodge disrupt dissuade distort divulge doctor dodge donate double douse drown dwell "
    "elevate elude embarrass embezzle enable encourage encrypt endeavor endeavour endorse endure enforce enlist "
    "enrage entitle enumerate evacuate evade exaggerate exculpate execute expand explore expose extort fade fake "
    "fetch finance fix flog foil fondle forfeit forge frustrate furlough gang-rape gather generate grab grieve "
    "grope guess halve hamper haul hesitate highlight hinder hoist horrify hurl illustrate impede impel implicate "
    "imply impose improve incriminate indicate insert institute instruct intensify intercept interfere interpret "
    "interrupt intervene invalidate invent invite itemise journey justify kneel lambast lambaste land last lean "
    "lengthen lessen levy linger maim meddle mediate merge migrate mingle minimise minimize misinform miss mix "
    "modify molest mourn mull nab negotiate notify nullify obey object oblige observe obstruct offend ordain "
    "outlive overstate own paralyse paralyze penalise penalize penetrate perform perplex persist persuade plunder "
    "ponder possess prefer preserve presume prevail prevent proceed prohibit prolong propose protect raise ratify "
    "re-arrest reaffirm rearrest rebel rebuke recede reckon redact rehabilitate rehire reinstall relate relocate "
    "rely remember reminisce renew repair repeal repeat reprove rescind rescue research resent resettle resist "
    "resolve restart restore restrain resume retract retweet revise revive revoke ridicule rip roam rob save "
    "scald scan scold scramble seal seem select shackle shame shorten shove shred shrink shun sicken smash snatch "
    "sodomise sodomize solve spare speculate spill splice spot squat stab starve strive study stun substitute "
    "succumb suffer suffocate summarise summarize suppose surrender survive sustain syndicate tap tarnish taunt "
    "tempt thwart tip topple toss train trample transform translate treat trim triumph trivialise trivialize "
    "dislocate perforate unseal reproduce deposit remind advise suggest exact wreak interpret photocopy trim "
    "abdicate abscond accord adjudge administer affirm afford assassinate bounce classify commence confine convey "
    "court-martial degauss delist delve deprive descend dispense dispose divest earn eavesdrop eject electroshock "
    "enquire "
    "fizzle force-feed formulate incur indemnify inflict inherit inquire instigate invade languish livestream lynch "
    "maltreat "
    "mete outlaw persecute proclaim proffer pronounce re-employ reappoint recover reemploy relinquish renounce "
    "restrict retaliate retrieve rummage scrutinise scrutinize sequester soften stiffen surveil tase terrorise "
    "terrorize "
    "throttle transmit urinate victimise victimize violate whisk pilfer impound hogtie hog-tie "
    "uncover underline underscore understate undress unearth unite unlock unseal unseat upbraid update upgrade "
    "vacate vary vindicate void wander waterboard weigh whitewash widen wipe wiretap wonder worsen wrap yield"
).split()
_AS_NOUNS_TOO = (
    "axe bar bench blind cane cart club collar comb comment commission counter cry discount drug duplicate escort "
    "feature ferry hose intern joke lash menace mock murmur parole pulp quip scrub shout sigh slip spirit storm tape "
    "taser tweet whisper wound bleach clamp dump film flood gas hammer kick pelt punch shave shower soak sponge strand "
    "wire "
    "bolt book bow bundle butcher cow dispatch drum ease effect experience fill filter founder fracture grill "
    "ground gun "
    "inherit knee knife knock lapse level mount parachute pension quiz rendition reprieve reverse rough scoop shunt "
    "shuttle "
    "sideline skip slaughter snap squeeze stomp subpoena sue swipe swoop usher utter courier bus bang burst dole "
    "address advance aid aim alert ally archive bail battle blank breach bribe brief bruise bug camp cashier "
    "caution censor challenge change chase cheat clash climb concern contact contest contrast convert count crack "
    "crush cuff damage debate decrease defeat delay desert design detail doubt draft dread echo email estimate "
    "exchange excuse exile extract fear fool form frame fund gag gamble gas grip guard hack harm hate hint honor "
    "honour hood hound hunt hurry increase insult interview jam jolt judge jump lack like lock log loot love "
    "lower lure mail march mask match matter mean message need notice number outline outrage part permit phone "
    "photograph picket pin plant plot poison print progress protest purchase purge puzzle query quote rally rank "
    "rate regard respect retreat riot risk round ruin rush sail scar scheme screen shadow shape shelter shield "
    "ship shock smear sound sponsor spray spy stake stall stamp stash stop store struggle subject surprise survey "
    "swap table tail tally target task tease text torch total touch trade trick trust turn twist venture view "
    "wager wait whip worry wreck"
).split()
"""Verbs whose base form is a noun more often: only their past and their gerund are taken for verbs."""
_DOUBLING = frozenset(
    "refer transfer ban strip plan stop occur regret scrap slap strap drag stab rob plot admit equip permit "
    "patrol compel rebel control prefer confer defer infer deter transmit omit ship trap wrap tip pin spot tap "
    "beg nab grab swap flog gag kidnap whip snap stun skip bug wiretap strum jam spar commit expel propel blur "
    "skip scrap drum gun snap trim hug appal shred scrub club drug tug clap drub prod throb chop".split()
)


_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprtv]|[^aeiou]*qui[tpz]")
"""Verbs of one syllable that end in one vowel and one consonant, which they double."""


def _regular_forms(verb: str) -> tuple[str, str, str]:
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if verb.endswith("e"):
        return third, verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb in _DOUBLING or _SHORT.fullmatch(verb):
        return third, verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    return third, verb + "ed", verb + "ing"


def _forms() -> dict[str, tuple[str, str]]:
    """Form of a verb to its lemma and what it may be: b(ase), s, d (past), n (participle), x (past or
    participle), g(erund).
    """
    forms: dict[str, tuple[str, str]] = {}
    for verb in dict.fromkeys((*_REGULAR, *_FURTHER)):
        third, past, gerund = _regular_forms(verb)
        forms |= {verb: (verb, "b"), third: (verb, "s"), past: (verb, "x"), gerund: (verb, "g")}
    for verb in _AS_NOUNS_TOO:
        _, past, gerund = _regular_forms(verb)
        forms |= {past: (verb, "x"), gerund: (verb, "g")}
    for line in _IRREGULAR.split("|"):
        base, third, past, participle, gerund = (
            ([*line.split(), ""])[:5] if line.count(" ") > 3 else (*line.split(), "")
        )
        if not gerund:
            continue
        forms |= {base: (base, "b"), third: (base, "s"), gerund: (base, "g")}
        forms |= {past: (base, "x")} if past == participle else {past: (base, "d"), participle: (base, "n")}
    return forms


VERBS = (
    _forms()
    | {"burnt": ("burn", "x"), "learnt": ("learn", "x"), "leapt": ("leap", "x"), "spilt": ("spill", "x")}
    | {"bussed": ("bus", "x"), "hanged": ("hang", "x"), "focussed": ("focus", "x"), "pled": ("plead", "x")}
)
"""Every known form of a verb. `put`, `beat` and the like are also their own past."""
_KNOWN = frozenset(lemma for lemma, _ in VERBS.values()) | frozenset(_AS_NOUNS_TOO)


def base_of(form: str) -> str:
    """The base of a regular past form that no list has: "slammed", "emptied", "tagged"."""
    stem = form[:-2]
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sflz"
    for base in (stem, form[:-1], stem[:-1] if doubled else "", stem[:-1] + "y" if stem.endswith("i") else ""):
        if base in _KNOWN:
            return base
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if doubled:
        return stem[:-1]
    silent = stem.endswith(("at", "iz", "is", "c", "g", "v", "u", "ur", "dl", "tl", "bl", "pl", "gl"))
    return stem + "e" if silent and not stem.endswith(("ng", "eat", "oat", "eet")) else stem


BASES = frozenset(_AS_NOUNS_TOO)
"""Base forms that are verbs only behind "to" or an auxiliary."""
SAME_PAST = frozenset("put beat quit let shed set hit cut rid cost spread read shut split cast bet".split())
