"""English words that the reading knows: closed classes, posts, bodies, titles. Data, no rules."""

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
    "finally secretly likewise thus therefore hence otherwise elsewhere furthermore moreover nonetheless nevertheless "
    "indeed perhaps maybe sometimes always often seldom thrice afterwards thereafter thereupon forthwith outright "
    "aloud "
    "alike apparently simply merely barely duly promptly swiftly quietly openly anyway besides hitherto thence there "
    "somehow somewhere nowhere everywhere".split()
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
    "answer respond assert inform post tweet reiterate promise vow pledge comment conclude emphasize emphasise observe "
    "protest quip joke sigh recall recount murmur whisper shout cry find understand undertake assure guarantee contend "
    "counter concede speculate note submit attest depose narrate relate plead swear reckon conclude hold".split()
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
    "innocent groundless unfounded invented absurd libel fiction montage forged forgeries doctored "
    "manipulated faked fakes "
    "photomontage smear slanderous libellous disinformation misinformation fairy-tale fabrications concocted "
    "deepfake provocation".split()
)

ROLES = frozenset(
    "president minister head chief director deputy governor warden commander commissioner chairman chairwoman chair "
    "chairperson founder co-founder leader spokesman spokeswoman spokesperson secretary inspector superintendent "
    "prosecutor ombudsman ombudswoman judge mayor premier chancellor editor coordinator manager physician rector "
    "administrator adviser advisor envoy ambassador attorney supervisor boss representative lawmaker senator "
    "ex-head ex-chief ex-governor ex-director ex-warden ex-minister co-director vice-governor successor "
    "rapporteur undersecretary treasurer speaker auditor curator commandant principal dean provost sheriff registrar "
    "comptroller controller overseer bursar matron vice-chair vice-president vice-minister vice-director subdirector "
    "co-chair co-ordinator solicitor-general attorney-general prosecutor-general inspector-general director-general "
    "secretary-general superintendent-general regent keeper archivist-in-chief editor-in-chief quartermaster paymaster "
    "chaplain-general subchief vice-chairman vice-chairwoman".split()
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
    "accused co-accused co-defendant guard warder jailer nurse doctor medic lawyer blogger journalist activist "
    "inmate prisoner convict "
    "ex-convict whistleblower witness archivist orderly policeman policewoman detective cook librarian "
    "electrician officer employee official member man woman brother sister mother father son daughter wife "
    "husband widow colleague subordinate defendant suspect counsel patient victim detainee ex-prisoner "
    "ex-inmate lawyer reporter editor investigator operative agent programmer clerk surgeon paramedic "
    "physician worker staffer staff people person trainee orderlies monitor observer campaigner expert "
    "pensioner teenager refugee men women children person ex-guard servant administrator accomplice "
    "superior soldier colonels generals general colonel reader resident relative protester dissident family "
    "families informant source author veteran student client jailers hundred dozens demonstrator protestor bystander "
    "volunteer cleaner driver engineer mechanic teacher psychiatrist psychologist dentist therapist pharmacist recruit "
    "conscript sailor fugitive migrant villager neighbour neighbor friend cousin uncle aunt nephew parent "
    "spouse bodyguard interpreter translator photographer cameraman columnist correspondent publisher cartoonist "
    "hacker technician operator accountant bookkeeper businessman businesswoman oligarch politician candidate aide "
    "assistant intern cadet instructor trainer chaplain priest cellmate perpetrator abuser torturer rapist murderer "
    "killer attacker assailant constable bailiff juror magistrate notary advocate solicitor barrister defender "
    "survivor complainant plaintiff applicant claimant minor girl boy youth individual supporter member contractor "
    "caretaker porter carer overseer foreman wardress matron feldsher cellmates serviceman servicemen".split()
)
"""Words for people that are no posts."""
STAFF = frozenset(
    "guard warder jailer nurse doctor medic orderly clerk surgeon paramedic physician psychiatrist "
    "psychologist dentist "
    "pharmacist teacher instructor trainer chaplain priest technician operator accountant bookkeeper "
    "engineer driver cook "
    "librarian electrician programmer assistant aide interpreter monitor radiographer investigator detective operative "
    "turnkey storekeeper foreman caretaker porter lecturer researcher archivist coroner pathologist "
    "spokesperson lawyer "
    "officer employee inspector reporter correspondent photographer".split()
)
"""Whoever works at a named place: with the place it is a post, "a radiographer at the prison infirmary"."""
KINDS_OF_OFFICER = frozenset(
    "medical press duty senior commanding chief liaison welfare custodial executive education".split()
)
BODIES = frozenset(
    "ministry court service committee police directorate department agency administration government kremlin "
    "parliament prosecution office union group ngo organisation organization foundation council commission association "
    "bureau board cabinet collective project newspaper website channel outlet media authorities authority "
    "prosecutors investigators detectives officials security fsb fsin press team network federation league centre "
    "center society movement watchdog tribunal senate force forces state militia branch party editors newsroom "
    "broadcaster television radio daily weekly monitors campaigners lawyers activists company interpol un monitor "
    "inspectorate secretariat charity corporation coalition alliance junta duma consulate chancellery presidency "
    "gendarmerie delegation observatory consortium panel jury regulator embassy times gazette courier herald "
    "news tribune journal observer".split()
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
    "gaol block fortress fort stockade lockup dungeon morgue mortuary school academy base dormitory "
    "monastery castle prison hospital colony jail infirmary centre center facility penitentiary "
    "sanatorium cell ward cellblock camp "
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
