"""English words that the reading knows: closed classes, verbs with their forms, posts, bodies, titles. Data, no
rules.
"""

from __future__ import annotations

DETERMINERS = frozenset(
    "the a an this that these those its his her their our my your some any each every another no all both such "
    "several many few most more other what which whose".split()
)
POSSESSIVES = frozenset("its his her their our my your whose".split())
PREPOSITIONS = frozenset(
    "of in on at to for from with by about against into over under between during through within without via "
    "inside outside near around across after before since until till upon amid among despite toward towards onto "
    "behind beyond per than like following pending concerning regarding throughout along off out up down".split()
)
PRONOUNS = frozenset("he she it they him them we us i me you who whom himself herself themselves itself nobody".split())
MALE = frozenset("he him his himself".split())
FEMALE = frozenset("she her herself hers".split())
MANY = frozenset("they them their themselves we us our".split())
SUBORDINATORS = frozenset(
    "that which who whom whose where when while because although though if unless as since after before until once "
    "whether so how why whereas what".split()
)
RELATIVES = frozenset("who which that where whose whom".split())
CONDITIONS = frozenset("if unless whether provided providing lest supposing otherwise".split())
CONJUNCTIONS = frozenset("and or but nor yet then".split())
MODALS = frozenset("will would shall should can could may might must 'll 'd ought".split())
BE = frozenset("be is are was were am been being 's 're 'm".split())
HAVE = frozenset("have has had having 've".split())
DO = frozenset("do does did done".split())
GET = frozenset("get gets got gotten getting".split())
NEGATIONS = frozenset("not n't never no nobody none neither nor cannot nothing without hardly".split())
NEGATIVE_SUBJECTS = frozenset("nobody none neither nothing no-one".split())
ADVERBS = frozenset(
    "also already still now then just later earlier soon ago again once twice so far only even ever yet too "
    "very meanwhile today yesterday tomorrow tonight long instead together himself online here there abroad "
    "away back effective until reportedly allegedly immediately previously formerly recently subsequently "
    "finally secretly".split()
)
ADJECTIVES = frozenset(
    "former deputy acting new old first second third top senior chief criminal regional central federal local "
    "national official alleged systematic systemic widespread political explosive harrowing prominent high-profile "
    "naked guilty unspecified several last next same foreign undesirable wanted medical provisional temporary leaked "
    "secret preliminary internal civil human public private young elderly female male retired disgraced dead free "
    "unknown anonymous independent state main military interim ex high further other".split()
)
NUMBERS = {
    "no": None,
    **{
        word: number
        for number, word in enumerate(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen twenty".split()
        )
    },
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
    "dozen": 12,
    "half-a-dozen": 6,
}
MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec"
).split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

SPEAKING = frozenset(
    "say tell announce report confirm state add claim declare explain note write argue allege insist maintain stress "
    "warn predict believe think expect acknowledge admit suggest reveal disclose testify recall point remark reply "
    "answer respond assert inform post tweet reiterate promise vow pledge comment conclude emphasize emphasise".split()
)
FIRM_SPEAKING = frozenset("announce confirm declare state say report tell inform disclose add note write".split())
TALKING = frozenset(
    "welcome condemn praise criticise criticize hail blame urge demand call describe mock applaud slam denounce thank "
    "apologise apologize regret lament accuse announce comment refuse".split()
)
DENYING = frozenset("deny reject refute dispute dismiss rebut disprove decline contest repudiate discount".split())
FORETELLING = frozenset(
    "predict forecast expect warn anticipate foresee prophesy promise vow pledge plan intend".split()
)
HOPING = frozenset("hope wish want long dream pray demand urge call".split())
UNREAL_VERBS = frozenset(
    "try attempt want plan intend refuse threaten ask order demand urge consider fail decide hope promise vow seek "
    "expect agree offer prepare wish need propose recommend require".split()
)
FALSE_WORDS = frozenset(
    "fake false fabrication fabricated lie lies untrue slander nonsense hoax staged forgery baseless "
    "innocent groundless unfounded invented absurd libel fiction".split()
)

ROLES = frozenset(
    "president minister head chief director deputy governor warden commander commissioner chairman chairwoman chair "
    "chairperson founder co-founder leader spokesman spokeswoman spokesperson secretary inspector superintendent "
    "prosecutor ombudsman ombudswoman judge mayor premier chancellor editor coordinator manager physician rector "
    "administrator adviser advisor envoy ambassador attorney supervisor boss representative lawmaker senator "
    "ex-head ex-chief ex-governor ex-director ex-warden ex-minister co-director vice-governor successor "
    "undersecretary treasurer speaker auditor curator".split()
)
"""Words for posts: whoever is called so holds one."""
PARTS_OF_TITLES = frozenset(
    "deputy acting interior justice first prime vice foreign defence defense chief health".split()
)
MERE_TITLES = frozenset(
    "mr mrs ms dr prof sir lord lady colonel general major captain lieutenant sergeant corporal private judge "
    "president col gen maj capt lt sgt cpl professor officer inspector lieutenant-colonel lieutenant-general "
    "major-general warrant ensign".split()
)
"""Words before a name that are no post of their own."""
CALLINGS = frozenset(
    "guard warder jailer nurse doctor medic lawyer blogger journalist activist inmate prisoner convict "
    "ex-convict whistleblower witness archivist orderly policeman policewoman detective cook librarian "
    "electrician officer employee official member man woman brother sister mother father son daughter wife "
    "husband widow colleague subordinate defendant suspect counsel patient victim detainee ex-prisoner "
    "ex-inmate lawyer reporter editor investigator operative agent programmer clerk surgeon paramedic "
    "physician worker staffer staff people person trainee orderlies monitor observer campaigner expert "
    "pensioner teenager refugee men women children person ex-guard servant administrator accomplice "
    "superior soldier colonels generals general colonel reader resident relative protester dissident family "
    "families informant source author veteran student client jailers hundred dozens".split()
)
"""Words for people that are no posts."""
BODIES = frozenset(
    "ministry court service committee police directorate department agency administration government kremlin "
    "parliament prosecution office union group ngo organisation organization foundation council commission association "
    "bureau board cabinet collective project newspaper website channel outlet media authorities authority "
    "prosecutors investigators detectives officials security fsb fsin press team network federation league centre "
    "center society movement watchdog tribunal senate force forces state militia branch party editors newsroom "
    "broadcaster television radio daily weekly monitors campaigners lawyers activists company interpol un monitor "
    "inspectorate secretariat embassy times gazette courier herald news tribune journal observer".split()
)
"""Words for bodies, and for people who act as one."""
OFFICIAL = frozenset(
    "ministry court service police directorate department administration government kremlin prosecution prosecutor "
    "prosecutors investigators spokesman spokeswoman spokesperson minister president cabinet committee official "
    "authorities authority press-service governor mayor fsb fsin commissioner board decree office bureau "
    "inspectorate parliament premier secretary commission ombudsman statement".split()
)
"""Whose words are an announcement, when they announce."""
FACILITIES = frozenset(
    "prison hospital colony jail infirmary centre center facility penitentiary sanatorium cell ward cellblock camp "
    "clinic barracks station courthouse airport flat apartment house home office offices headquarters premises "
    "isolator".split()
)
WOMEN = frozenset(
    "anna maria mary elena olga irina natalia natalya svetlana tatiana tatyana ekaterina yekaterina yulia "
    "julia galina vera nina lena daria darya anastasia ksenia marina lyudmila ludmila zoya sofia sophie "
    "emma jane susan sarah laura linda karen nancy helen ruth clara petra eva eve ada ida ilva alma lotte "
    "mina nika selma edda magda sabine hanne mira dita alice amy kate catherine elizabeth margaret emily "
    "rachel hannah rebecca julia claire victoria valentina larisa lidia polina oksana alina angela barbara "
    "christina diana fatima leila zarina aisha".split()
)
MEN = frozenset(
    "vladimir sergei sergey alexander aleksandr alexei alexey dmitry dmitri ivan igor oleg nikolai mikhail "
    "andrei andrey pavel anton arkady boris viktor victor yuri yury maxim maksim roman ruslan denis "
    "konstantin kirill ilya grigory pyotr peter paul john james robert michael william david richard thomas "
    "tom charles george edward henry otto karl carl leo max hans rolf viktor anselm wim tomas silas jonas "
    "walter bruno gustav per harald ruben yonas igor leon edgar jon al bo ian tim daniel mark stephen "
    "steven andrew joseph kevin brian ahmed ali omar ibrahim yusuf murad akhmed".split()
)
"""First names that tell whom "she" or "he" can mean; a name that is in neither list can be either."""
MEDIA_UNITS = frozenset("hours minutes gigabytes terabytes gb".split())

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
    "indicted indicted indicting|occupy occupies occupied occupied occupying"
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
_DOUBLING = frozenset("refer transfer ban strip plan stop".split())


def _regular_forms(verb: str) -> tuple[str, str, str]:
    third = verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if verb.endswith("e"):
        return third, verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    if verb in _DOUBLING:
        return third, verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    return third, verb + "ed", verb + "ing"


def _forms() -> dict[str, tuple[str, str]]:
    """Form of a verb to its lemma and what it may be: b(ase), s, d (past), n (participle), x (past or
    participle), g(erund).
    """
    forms: dict[str, tuple[str, str]] = {}
    for verb in dict.fromkeys(_REGULAR):
        third, past, gerund = _regular_forms(verb)
        forms |= {verb: (verb, "b"), third: (verb, "s"), past: (verb, "x"), gerund: (verb, "g")}
    for line in _IRREGULAR.split("|"):
        base, third, past, participle, gerund = (
            ([*line.split(), ""])[:5] if line.count(" ") > 3 else (*line.split(), "")
        )
        if not gerund:
            continue
        forms |= {base: (base, "b"), third: (base, "s"), gerund: (base, "g")}
        forms |= {past: (base, "x")} if past == participle else {past: (base, "d"), participle: (base, "n")}
    return forms


VERBS = _forms()
"""Every known form of a verb. `put`, `beat` and the like are also their own past."""
SAME_PAST = frozenset("put beat quit let shed set hit cut rid".split())
IRREGULAR_PLURALS = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "wives": "wife",
    "lives": "life",
    "staff": "staff",
    "police": "police",
    "media": "media",
    "data": "data",
    "orderlies": "orderly",
    "boss": "boss",
    "premises": "premises",
    "headquarters": "headquarters",
    "series": "series",
    "charges": "charge",
    "services": "service",
}


def noun_lemma(word: str) -> str:
    """Singular of a noun."""
    if word in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
