"""English: how each type of claim is said, as a thesaurus would list it. Data, no rules; see `lexicon`."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ABUSED,
    ACQUIRED,
    ACQUITTED,
    APPEARED,
    APPOINT,
    ARRIVED,
    ASYLUM_GIVEN,
    ASYLUM_GOT,
    ASYLUM_REFUSED,
    ASYLUM_SOUGHT,
    CASE_CLOSED,
    CASE_OPENED,
    CHARGED,
    CHARGES_BROUGHT,
    CHARGES_DROPPED,
    COMPLAINED,
    DETAINED,
    DIED,
    DISMISS,
    FREED,
    GOT_TERM,
    HANDED,
    HELD_IN,
    INJURED,
    KILLED,
    LABELLED,
    LEAKED,
    LEFT,
    LISTED,
    LIVES,
    OB,
    PROBE_CLOSED,
    PROBE_OPENED,
    RESIGN,
    SEARCHED,
    SENTENCED,
    SERVED,
    SMUGGLED,
    STAYS_IN,
    SUSPEND,
    THREATENED,
    TRIAL_BEGAN,
    TRIED,
    A,
    H,
    P,
    R,
    V,
    any_of,
)
from witnessbox.ledger.reading.lexicon import Say
from witnessbox.ledger.reading.parts import Frame
from witnessbox.model.claims import Part
from witnessbox.model.vocabulary import ClaimType as T

_JOB_LOST = Frame(type=T.DISMISSAL, needs="job", human=True)
_JOB_GONE = Frame(type=T.DISMISSAL, subject=P, object=None)
_JOB_LEFT = Frame(type=T.RESIGNATION, needs="job", subject=A, object=None)
_RESIGNATION = Frame(type=T.RESIGNATION, needs="resignation", subject=A, object=None)
_TOOK_POST = Frame(type=T.APPOINTMENT, needs="post", subject=P, object=None)
_ASKED = Frame(type=T.INVESTIGATION, human=True, needs="askers")
_APPEAL_MADE = Frame(type=T.APPEAL, needs="appeal", object=None)
_VERDICT_ON = Frame(type=T.APPEAL, needs="verdict", object=None, aim=P, never=any_of("acquittal acquittals"))
_VERDICT_GIVEN = Frame(type=T.CONVICTION, needs="verdict", object=None, aim=P)
_IN_COURT = Frame(type=T.HEARING, needs="courts", subject=P, object=None)
_HEARING = Frame(type=T.HEARING, needs="hearing", subject=None, object=None)
_WARRANT = Frame(type=T.WANTED_LISTING, needs="warrant", object=None, aim=P)
_IN_CUSTODY = Frame(type=T.DETENTION, needs="custody", human=True)
_TAKEN_THINGS = Frame(type=T.SEARCH, object=OB, needs="papers_and_media", never=any_of("wanted"))
_ENTERED = Frame(type=T.SEARCH, object=Part.LOCATION, needs="place")
_TO_JAIL = Frame(type=T.TRANSFER_OF_PRISONER, needs="jailing", human=True)
_GOT_OUT = Frame(type=T.RELEASE, needs="prison", subject=P, object=None)
_TO_STATE = Frame(type=T.EXTRADITION, human=True, needs="state")
_SUFFERED = Frame(type=T.ALLEGED_ABUSE, needs="abuse", subject=V, object=None)
_PUT_THROUGH = Frame(type=T.ALLEGED_ABUSE, needs="abuse", object=V, human=True)
_DEAD = Frame(type=T.DEATH, object=P, human=True)
_WATCHED = Frame(type=T.SURVEILLANCE, object=V, human=True)
_GONE = Frame(
    type=T.DISAPPEARANCE, subject=V, object=None, never=any_of("recording recordings footage file files video")
)
_CARRIED_OUT = Frame(type=T.SMUGGLING, needs="carried_out", object=OB, never=any_of("off away"))
_DESTROYED = Frame(type=T.DESTRUCTION_OF_MATERIAL, needs="papers_and_media", object=OB)
_BLOCKED = Frame(type=T.BLOCKING, needs="blocked", object=OB)
_PRINTED = Frame(type=T.PUBLICATION, object=OB, needs="printed")
_PUNISHED = Frame(type=T.RETALIATION, object=V, human=True)
_RIGHT_TAKEN = Frame(type=T.RETALIATION, needs="papers", human=True)
_PAID = Frame(type=T.COMPENSATION, needs="compensation", to=R, object=None)
_TERM_GIVEN = Frame(type=T.SENTENCE, needs="term", human=True)
_NO_CASE = Frame(
    type=T.CASE_REFUSED,
    object=None,
    also=any_of("open opening launch initiate institute prosecute investigate charge charges proceedings prosecution"),
    never=any_of("comment"),
)

_TOOLS = any_of(
    "baton batons truncheon truncheons cane whip cable cables wires electrode electrodes taser stun-gun hosepipe "
    "boot boots fist fists "
    "pipe rope ropes chain chains handcuffs handcuffed pepper lighter cigarette cigarettes iron needle needles "
    "pliers belt broomstick "
    "mop-handle hood blindfold blindfolded hooded radiator electric electricity voltage rifle-butt butt butts naked "
    "barefoot shackles "
    "shackled kicks blows lashes slaps punches bucket plastic truncheoned knees kneeling falaka"
)
_BODY = any_of(
    "head face back ribs kidneys stomach chest legs leg arm arms feet soles foot hand hands wrist wrists ankles "
    "teeth tooth mouth nose "
    "throat neck fingers genitals skin ear ears eye eyes buttocks testicles knees"
)
_HIDING = any_of(
    "bread loaf shoe shoes boot boots sole soles coat lining sock socks bra sack sacks flour flour-sack pocket "
    "pockets sleeve hem seam "
    "underwear laundry bag book flask thermos toothpaste soap hat cap belt potatoes vegetables food parcel crate "
    "box tin colouring"
)
_NEEDED = any_of(
    "food water insulin medicine medicines medication medications sleep blanket blankets mattress bedding treatment "
    "heating pills "
    "toilet doctor painkillers inhaler"
)

LEXICON: tuple[Say, ...] = (
    # posts
    Say(
        DISMISS,
        "fire sack dismiss oust axe unseat depose topple cashier purge boot lay+off pension+off retire+early/forcibly "
        "push/drive/kick/throw/turf/boot/drum/squeeze/ease/shunt/force/usher+out/aside/office "
        "show+door hand/give/get+marching/cards strike/cross+rolls/roll/payroll dispense+services "
        "send/pack+retirement terminate+employment/contract drop+head/chief/director/post sideline "
        "kick+upstairs eject+post/office",
        "dismissal firing sacking ouster ousting removal layoff redundancy purge demotion termination expulsion",
    ),
    Say(_JOB_LOST, "relieve strip divest deprive release discharge eject expel suspend+permanently boot bounce"),
    Say(
        _JOB_GONE,
        "get/receive+notice/papers learn+removal/dismissal/sacking get/receive+sack/boot/axe/chop/marching "
        "be+out+job/post/office/work/as pay+job/post/career",
    ),
    Say(
        RESIGN,
        "resign quit bow+out step/stand+down/aside throw/throws+towel take/go/enter+retirement retire "
        "call+day/quits fall+sword walk+away+job/post/office",
        "resignation retirement",
    ),
    Say(_JOB_LEFT, "relinquish vacate surrender abandon renounce forsake quit leave give+up lay+down abdicate"),
    Say(_RESIGNATION, "tender submit offer announce hand turn give write send file proffer present"),
    Say(
        SUSPEND,
        "suspend bench furlough ground sideline stand+down put/place/send+leave place+suspension "
        "remove/relieve/bar/stop/take/pull+pending/temporarily/roster bar+duty/duties",
        "suspension",
    ),
    Say(Frame(type=T.SUSPENSION, subject=P, object=None), "be/go+leave+on/administrative/paid be+off+duty/work"),
    Say(Frame(type=T.SUSPENSION, human=True), "send+home+pay/pending/leave/duty"),
    Say(Frame(type=T.REINSTATEMENT, needs="job", subject=P, object=None), "get/win/have+back"),
    Say(
        APPOINT,
        "appoint install designate hire recruit assign elevate reappoint parachute put+charge/helm "
        "swear+in promote nominate pick tap",
        "appointment promotion nomination elevation",
    ),
    Say(_TOOK_POST, "assume take accept gain secure win fill inherit step+up/in"),
    Say(Frame(type=T.REINSTATEMENT, needs="post", subject=P, object=None), "resume"),
    Say(
        Frame(type=T.REINSTATEMENT, human=True),
        "reinstate rehire re-employ reemploy reappoint welcome/take/have+back+job/post restore+post/job/rank/office",
        "reinstatement",
    ),
    # proceedings
    Say(
        COMPLAINED,
        "file lodge submit make send lay register bring address write present hand deliver sign enter",
        "complaint petition",
    ),
    Say(
        Frame(type=T.COMPLAINT, object=None, to=R),
        "sue petition take+ombudsman/court/prosecutor+case/complaint",
        "lawsuit",
    ),
    Say(Frame(type=T.COMPLAINT, object=None, to=R, needs="authorities"), "complain write turn+to"),
    Say(
        Frame(type=T.INVESTIGATION),
        "investigate probe scrutinise scrutinize",
        "investigation inquiry probe questioning interrogation inquest",
    ),
    Say(
        PROBE_OPENED,
        "open launch begin start order announce set initiate commission institute conduct mount "
        "establish convene reopen undertake hold carry instigate",
    ),
    Say(
        Frame(type=T.INVESTIGATION, needs="matters", object=None, aim=P),
        "look/inquire/enquire/delve+into examine review",
    ),
    Say(
        Frame(type=T.INVESTIGATION, object=None, aim=P, by="probers"),
        "look/inquire/enquire/delve+into/at visit/inspect+unannounced/surprise/warning/notice "
        "inspect audit arrive+unannounced",
        "inspection",
    ),
    Say(_ASKED, "question interrogate interview summon quiz grill subpoena"),
    Say(Frame(type=T.INVESTIGATION, needs="probe", subject=P, object=None), "come/fall+under face"),
    Say(Frame(type=T.CASE_OPENED, object=None, aim=P, by="probers", also=any_of("file")), "open start"),
    Say(Frame(type=T.CASE_CLOSED, object=None, aim=P, also=any_of("file")), "shut close"),
    Say(CASE_OPENED, "open launch initiate institute start begin bring file commence reopen mount instigate"),
    Say(_NO_CASE, "refuse decline"),
    Say(
        Frame(type=T.CASE_REFUSED, object=None, also=any_of("grounds basis offence crime"), too=any_of("no")),
        "find see",
    ),
    Say(
        CASE_CLOSED,
        "let+drop/lapse close drop discontinue halt terminate shelve end abandon stay dismiss quash wind "
        "throw/strike+out "
        "bury suspend scrap",
    ),
    Say(PROBE_CLOSED, "close drop discontinue halt terminate shelve end abandon wind bury suspend scrap wrap+up"),
    Say(
        Frame(type=T.CASE_CLOSED, needs="case", subject=None, object=None, aim=P),
        "collapse lapse fizzle founder end+without fall+apart",
    ),
    Say(Frame(type=T.CASE_OPENED, human=True), "book+for"),
    Say(CHARGED, "charge indict arraign", "indictment"),
    Say(
        CHARGES_BROUGHT,
        "press bring file lay prefer level lodge slap hit announce formulate unveil issue unseal indict",
    ),
    Say(Frame(type=T.CHARGE, needs="charge", subject=P, object=None), "face answer"),
    Say(CHARGES_DROPPED, "drop withdraw scrap abandon lift dismiss quash throw/strike+out let+fall/drop"),
    Say(_IN_COURT, "appear testify plead take+stand"),
    Say(
        Frame(type=T.HEARING, object=None, also=any_of("testimony evidence case witness arguments pleas")),
        "hear+testimony/evidence/case/witness/arguments/pleas+court/judge/tribunal/jury/magistrate",
    ),
    Say(_HEARING, "open begin start resume take+place get+way continue", "hearing"),
    Say(
        TRIED,
        "try court-martial put+trial prosecute+trial haul/bring/drag/take+court/trial/justice",
    ),
    Say(Frame(type=T.TRIAL, subject=P, object=None), "be/sit/stand+dock"),
    Say(TRIAL_BEGAN, "open begin start resume commence get+way"),
    Say(
        Frame(type=T.CONVICTION, object=None, aim=P, also=any_of("verdict verdicts"), too=any_of("guilty")),
        "return bring deliver reach hand",
    ),
    Say(
        Frame(type=T.CONVICTION, human=True, never=any_of("not")),
        "convict condemn find/pronounce/declare/adjudge+guilty",
        "conviction",
    ),
    Say(SENTENCED, "sentence jail imprison fine condemn put/lock+away order+pay", "sentence"),
    Say(_TERM_GIVEN, "give hand dole mete send put impose pass serve condemn"),
    Say(GOT_TERM, "get receive draw land earn serve+suspended"),
    Say(
        ACQUITTED,
        "acquit exonerate absolve vindicate exculpate find/declare/pronounce+innocent clear find+not+guilty",
        "acquittal exoneration",
    ),
    Say(
        _VERDICT_ON,
        "uphold overturn quash annul reverse overrule confirm affirm set/strike/throw+aside/down/out void vacate",
    ),
    Say(
        Frame(type=T.SENTENCE, needs="lengths", object=None, aim=P),
        "cut halve reduce extend lengthen increase stiffen soften shorten raise knock/take+off commute trim double",
    ),
    Say(Frame(type=T.APPEAL, needs="verdict", object=None), "appeal challenge contest"),
    Say(Frame(type=T.APPEAL, needs="appeal", subject=None, object=None, aim=A), "fail succeed"),
    Say(Frame(type=T.ACQUITTAL, object=None, also=any_of("verdict"), too=any_of("not")), "enter return bring record"),
    Say(
        _APPEAL_MADE,
        "file lodge launch bring submit enter win lose reject dismiss allow hear throw+out grant deny refuse uphold",
        "appeal",
    ),
    Say(Frame(type=T.PARDON, human=True), "pardon amnesty reprieve", "pardon amnesty remission clemency"),
    Say(Frame(type=T.PARDON, needs="pardoned", subject=P, object=None), "receive get win obtain"),
    Say(
        Frame(type=T.PARDON, needs="pardoned", object=None, aim=P, to=P),
        "grant proclaim declare sign decree announce issue",
    ),
    Say(LISTED, "declare put place add list include proclaim name"),
    Say(_WARRANT, "issue put circulate publish obtain be+out"),
    Say(Frame(type=T.WANTED_DELISTING, needs="listed"), "remove take strike delete drop"),
    # liberty
    Say(
        Frame(type=T.ARREST, human=True, never=any_of("house")),
        "arrest rearrest re-arrest place/put/take+arrest+under",
        "arrest rearrest",
    ),
    Say(Frame(type=T.ARREST, needs="arrests", object=None), "make carry effect"),
    Say(
        Frame(type=T.ARREST, human=True, by="", never=any_of("charge charges charged house hospital")),
        "apprehend capture nab collar seize grab intercept round/pick/scoop/haul/lift+in/up "
        "pull/drag/take+bed/bus/plane/train/home "
        "catch+border/airport/roadblock lead/march/drag+away/off cart+away/off+police/handcuffs/officers/agents "
        "take+away+police/agents/officers/men take+custody",
        "apprehension",
    ),
    Say(Frame(type=T.DETENTION, human=True), "take+questioning/interrogation"),
    Say(DETAINED, "detain remand lock/bang+up", "detention"),
    Say(_IN_CUSTODY, "place put keep order send remand commit return hold"),
    Say(
        Frame(type=T.DETENTION, human=True, also=any_of("cell cells incommunicado solitary isolation")),
        "hold keep confine put place throw lock leave",
    ),
    Say(
        Frame(type=T.DETENTION, subject=P, object=None),
        "be+custody/detention spend/sit+cell/custody/solitary/isolation",
    ),
    Say(SEARCHED, "search raid ransack rummage comb", "search raid"),
    Say(_ENTERED, "storm burst break descend swoop enter turn+over/upside visit+police/officers/masked invade"),
    Say(_TAKEN_THINGS, "seize confiscate impound take+away/off carry/cart/haul+off/away sequester"),
    Say(HELD_IN, "hold keep incarcerate intern confine imprison jail lock"),
    Say(STAYS_IN, "languish sit remain stay be linger"),
    Say(SERVED, "serve spend do", "imprisonment incarceration"),
    Say(FREED, "release free liberate parole bail discharge set/turn+free/loose let/allow+out/home", "release"),
    Say(
        Frame(type=T.RELEASE, subject=P, object=None),
        "be+free+man/woman/again be+out/home+bail/bond/custody/prison "
        "walk+free leave+prison/jail/colony/custody meet+gate/gates",
    ),
    Say(_GOT_OUT, "exit walk/come/get+out/free emerge"),
    Say(
        _TO_JAIL,
        "transfer move take send ship escort drive bus relocate fly haul dispatch shift shuttle convey remove bring",
        "transfer",
    ),
    Say(
        Frame(type=T.TRANSFER_OF_PRISONER, human=True, also=any_of("van truck convoy wagon train bus helicopter")),
        "bundle load put herd march push shove pack drive",
    ),
    Say(
        Frame(
            type=T.TRANSFER_OF_PRISONER,
            human=True,
            also=any_of("off away north south east west elsewhere somewhere kilometres kilometers km miles"),
        ),
        "drive truck bus move ship transfer relocate haul take+kilometres/km/miles/north/south",
    ),
    Say(
        Frame(type=T.ESCAPE, object=None, subject=P, needs="prison"),
        "escape break+out abscond flee bolt slip+out/away",
        "escape jailbreak",
    ),
    # movement and protection
    Say(ARRIVED, "arrive land come return+to travel get reach enter walk/cross+into", "arrival"),
    Say(
        LEFT,
        "leave flee emigrate depart move go escape defect relocate fly travel cross exit skip+country abscond "
        "slip+over/across/border board+plane/ferry/train/bus/flight/boat/ship take+flight/plane/train/bus/ferry drive",
    ),
    Say(LIVES, "live reside settle dwell stay base"),
    Say(Frame(type=T.CITIZENSHIP, needs="passports", subject=H, object=None), "hold acquire obtain receive take get"),
    Say(ASYLUM_SOUGHT, "seek request apply ask claim file lodge submit petition plead"),
    Say(ASYLUM_GIVEN, "grant give award accord accept recognise recognize afford extend"),
    Say(ASYLUM_GOT, "receive win get obtain gain secure"),
    Say(ASYLUM_REFUSED, "refuse deny reject turn+down dismiss decline throw+out"),
    Say(
        Frame(type=T.EXTRADITION, human=True),
        "extradite deport expel send+back rendition",
        "extradition deportation expulsion",
    ),
    Say(
        Frame(type=T.EXTRADITION, human=True, also=any_of("plane flight"), too=any_of("home back")),
        "put fly bundle send",
    ),
    Say(_TO_STATE, "surrender return hand transfer deliver"),
    # acts against people
    Say(
        ABUSED,
        "assault/abuse/touch+sexually torture abuse mistreat ill-treat maltreat rape sodomise sodomize brutalise "
        "brutalize beat flog whip cane thrash "
        "electrocute shock+electric/electricity/taser/cattle electroshock waterboard suffocate strangle choke drown "
        "scald burn brand starve humiliate degrade "
        "tie handcuff shackle chain gag hose douse drench punch kick slap stamp stomp batter bludgeon club pummel maul "
        "molest violate grope strip+naked hang/suspend+wrist/wrists/ankle/ankles/ceiling/upside hog-tie hogtie "
        "make/force+stand/kneel/crawl/strip/lie/squat/sleep leave+unheated/naked/cold/overnight empty+spray+face "
        "tase taser pepper-spray gas isolate drug sedate force-feed manhandle rough+up knee trample urinate+on "
        "put/pull+bag/hood/sack+head",
        "torture beating rape abuse ill-treatment mistreatment maltreatment flogging hosing humiliation",
    ),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_TOOLS), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, also=_TOOLS, too=_BODY), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, also=_BODY, by="keepers", never=any_of("their own")), "*"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_NEEDED), "deny refuse deprive starve"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, also=_NEEDED, by="keepers"), "withhold take cut stop ration"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_NEEDED, too=any_of("without")), "keep leave hold go"),
    Say(_SUFFERED, "suffer undergo endure experience face receive"),
    Say(_PUT_THROUGH, "subject submit put administer inflict"),
    Say(
        KILLED,
        "kill murder execute assassinate slay lynch butcher slaughter gun/shoot+down/dead "
        "beat/kick/stab/club/torture/starve/strangle+death "
        "take+life",
        "killing murder execution assassination",
    ),
    Say(_GONE, "vanish disappear go+missing", "disappearance"),
    Say(
        Frame(type=T.DISAPPEARANCE, object=V, human=True),
        "abduct kidnap snatch spirit+away bundle+into",
        "abduction kidnapping",
    ),
    Say(
        INJURED,
        "injure wound hurt hospitalise hospitalize maim cripple disfigure attack assault stab knife shoot scar blind "
        "knock+unconscious beat+unconscious/coma set+upon",
        "injury assault attack",
    ),
    Say(
        Frame(type=T.INJURY, needs="bodyparts", object=None, aim=V),
        "break shatter fracture smash crush dislocate knock/gouge+out damage injure perforate split",
    ),
    Say(
        Frame(type=T.INJURY, needs="injuries", subject=V, object=None),
        "suffer sustain break lose receive fracture incur",
    ),
    Say(Frame(type=T.INJURY, needs="bodyparts", subject=V, object=None), "lose break fracture"),
    Say(
        DIED,
        "be+dead die perish succumb drown pass+away suffocate collapse+died commit+suicide take/end+own+life "
        "hang+himself/herself/themselves bleed+death lose+life/lives kill+himself/herself",
        "death suicide demise",
    ),
    Say(_DEAD, "find+dead/hanged/hanging/lifeless pronounce/declare+dead"),
    Say(Frame(type=T.THREAT, object=V, also=any_of("threat")), "threaten"),
    Say(
        THREATENED,
        "threaten intimidate menace blackmail harass terrorise terrorize bully cow "
        "warn/tell+quiet/silent/silence/regret/next/killed/shot/family/children/consequences",
        "threat intimidation harassment",
    ),
    Say(
        Frame(type=T.THREAT, object=V, human=True, by="strangers", aim=V),
        "warn tell advise+think/keep/stop/quiet/silent/forget "
        "remind suggest+think/keep/stop say+child/children/daughter/son/next/family/mother/wife promise+fire/prison",
    ),
    Say(
        Frame(
            type=T.THREAT,
            subject=None,
            object=V,
            human=True,
            also=any_of("would will"),
            too=any_of("never regret next sorry suffer accident accidents killed dead pay"),
        ),
        "tell warn promise",
    ),
    Say(
        Frame(
            type=T.THREAT,
            object=None,
            subject=V,
            also=any_of("letter letters call calls message messages text texts note notes bullet bullets"),
            too=any_of("stop warning threatening next or anonymous dead kill"),
        ),
        "get receive find",
    ),
    Say(Frame(type=T.THREAT, needs="threats", subject=V, object=None), "receive get"),
    Say(Frame(type=T.THREAT, needs="threats", object=None, to=V, aim=V), "make issue send utter direct"),
    Say(_PUNISHED, "punish victimise victimize penalise penalize persecute retaliate", "retaliation reprisal"),
    Say(
        Frame(type=T.RETALIATION, needs="retaliation", subject=None, object=None, aim=V),
        "call see regard describe consider denounce view brand condemn interpret treat",
    ),
    Say(
        Frame(type=T.RETALIATION, subject=None, object=None),
        "be+punishment/reprisal/reprisals/retaliation/revenge/retribution/payback",
    ),
    Say(Frame(type=T.RETALIATION, object=None, aim=V, also=any_of("revenge vengeance")), "take exact wreak"),
    Say(_RIGHT_TAKEN, "strip deprive deny refuse bar"),
    Say(
        _WATCHED,
        "surveil tail shadow wiretap bug spy put/place/keep/be+under+surveillance/watch "
        "keep+watch tail follow stalk monitor track",
        "surveillance wiretapping",
    ),
    Say(
        Frame(
            type=T.SURVEILLANCE,
            object=None,
            aim=V,
            also=any_of("car cars van men man"),
            too=any_of("outside house home door flat gate building"),
        ),
        "stand park sit wait watch loiter",
    ),
    Say(Frame(type=T.SURVEILLANCE, needs="lines", object=None), "tap bug intercept eavesdrop hack"),
    Say(
        LABELLED,
        "designate label brand declare list register add name include put place classify outlaw ban recognise "
        "recognize",
    ),
    Say(Frame(type=T.SANCTION), "sanction blacklist freeze+assets/accounts"),
    Say(
        Frame(type=T.SANCTION, needs="sanctions", object=None, aim=P),
        "impose slap announce introduce adopt put place add hit",
    ),
    Say(_PAID, "pay award grant order receive win get secure accept", "compensation"),
    Say(Frame(type=T.COMPENSATION, human=True), "compensate indemnify"),
    # material
    Say(
        LEAKED,
        "leak publish release post upload air broadcast circulate stream print screen show unveil reveal disclose "
        "expose share distribute televise carry run make+public put+online/out repost syndicate place tweet divulge "
        "dump "
        "serialise serialize expose bring+light declassify livestream drop+online "
        "put/lay/place+before+readers/viewers/public make+available reproduce",
        "leak publication",
    ),
    Say(
        APPEARED,
        "appear surface emerge resurface come/go+light/out/public/online/viral "
        "go/be+out/air+programme/programmes/air/broadcast/television/radio leak circulate spread "
        "hit+web/internet/screens",
    ),
    Say(_PRINTED, "publish release issue launch print unveil bring+out present put+out"),
    Say(
        ACQUIRED,
        "take/make+pictures/photos/photographs/copies/copy photocopy acquire obtain copy download collect film "
        "record steal photograph save archive extract tape duplicate get+hold "
        "receive gather lay/get+hands come+possession/across retrieve recover secure swipe pilfer snap scan amass find",
    ),
    Say(
        Frame(type=T.SMUGGLING, needs="carried_out", subject=OB, object=None, also=_HIDING),
        "come leave go travel reach cross get",
    ),
    Say(
        Frame(type=T.SMUGGLING, needs="carried_out", object=OB, also=_HIDING),
        "carry take bring get hide conceal sew stitch tape bake tuck wrap bury stuff",
    ),
    Say(SMUGGLED, "smuggle sneak spirit+out"),
    Say(
        _CARRIED_OUT,
        "carry/take/bring/get/slip/ferry/transport/spirit/whisk+out/across/past/abroad/over/border hide+in",
        "smuggling",
    ),
    Say(
        HANDED,
        "hand give pass send provide supply deliver forward relay entrust submit turn transmit share transfer "
        "surrender "
        "mail email post courier slip leak present entrust lend deposit leave+with drop+mailbox/letterbox/box/desk "
        "let+have",
    ),
    Say(
        Frame(type=T.HANDOVER, needs="media", subject=OB, object=None, to=R), "land/end/arrive/wind+with/desk/up/hands"
    ),
    Say(
        _DESTROYED,
        "destroy delete erase wipe shred burn pulp incinerate scrub overwrite purge torch smash dispose "
        "wipe degauss corrupt tear/rip+up/out",
        "destruction deletion",
    ),
    Say(
        Frame(type=T.BLOCKING, needs="blocked", subject=OB, object=None),
        "be+inaccessible/unavailable/offline/unreachable go+dark/offline open/load/work/exist+longer",
    ),
    Say(
        _BLOCKED,
        "block restrict ban throttle take+down/offline shut/close+down suspend filter cut+off bar blacklist delist "
        "knock+offline",
        "blocking blockage",
    ),
)
"""Ways to say each type, tried after the verbs of `english_frames`."""

LIGHT: dict[str, str] = {
    **dict.fromkeys(
        "make carry conduct perform commit launch mount stage execute effect announce issue hold pass order "
        "impose begin open start complete confirm report record".split(),
        "does",
    ),
    **dict.fromkeys("get receive undergo suffer endure win draw survive experience".split(), "gets"),
    **dict.fromkeys("order sanction authorise authorize approve extend prolong uphold".split(), "rules"),
    **dict.fromkeys("give hand deal grant serve".split(), "gives"),
    **dict.fromkeys("take happen occur follow come begin start open resume".split(), "occurs"),
}
"""Verbs that say little themselves: what their noun tells is done, got, given, or comes to pass."""
