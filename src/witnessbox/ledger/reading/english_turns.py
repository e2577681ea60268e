"""English: further turns of phrase for each type of claim, in the form of `english_lexicon`. Data, no rules."""

from __future__ import annotations

from witnessbox.ledger.reading.frames import (
    ACQUIRED,
    APPEARED,
    ARRESTED,
    COMPLAINED,
    DETAINED,
    DIED,
    DISMISS,
    FREED,
    HANDED,
    INJURED,
    KILLED,
    LABELLED,
    LEAKED,
    OB,
    RESIGN,
    SEARCHED,
    SUSPEND,
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

_ABUSED = Frame(type=T.ALLEGED_ABUSE, object=V, human=True)
_JOBS = any_of(
    "job jobs post posts duties office payroll staff employment position command service force seat bench faculty"
)
_SURFACES = any_of(
    "wall walls door doors floor ground steps stairs staircase concrete bars radiator radiators table tiles pipe pipes "
    "grille face-first headfirst head-first bonnet window locker bunk bedframe"
)
_POSTURES = any_of(
    "standing awake naked kneeling squatting upright blindfolded handcuffed hooded shackled chained overnight outside "
    "outdoors unclothed unfed nude stripped tied cuffed gagged bound strip-cell snow cold frost sun rain barefoot "
    "sleepless crouching undressed"
)
_BODIES = any_of(
    "him her them me us man woman boy girl prisoner prisoners inmate inmates detainee detainees patient patients face "
    "faces head mouth eyes cell food back legs body skin feet hands suspect suspects recruit recruits"
)
_THINGS_USED = any_of(
    "extinguisher dog dogs hose hoses spray gas teargas baton batons truncheon cable stick sticks stool chair bottle "
    "bucket water plastic bag bags electricity current wires wire rope ropes chains boots belt needle needles iron "
    "cigarette cigarettes lighter taser stun"
)
_SEEN_OFF = any_of("gate gates wall walls checkpoint guards guard gatehouse perimeter border")
_VEHICLES = any_of(
    "bus train plane street bed flight taxi airport border checkpoint roadblock queue stop stairwell doorstep "
    "tram ferry platform pavement station classroom desk office workplace"
)
_UNASKED = any_of("unannounced warning notice surprise spot unexpectedly")
_COURT_WORDS = any_of("suit lawsuit claim grievance petition motion writ action")
_AWAY_FROM = any_of("kilometres kilometers km miles away elsewhere somewhere unknown another remote")

TURNS: tuple[Say, ...] = (
    Say(
        Frame(type=T.ARREST_IN_ABSENTIA, object=None, aim=P, also=any_of("absentia absence")),
        "order/issue/authorise/authorize/sanction/approve/grant/sign/take/remand/put/place+arrest/custody/warrant/detention",
    ),
    Say(
        Frame(type=T.DISMISSAL, human=True, also=_JOBS),
        "strike throw turn push cut drop kick ease shove hound force chase dump ditch pull remove boot bundle expel",
    ),
    Say(Frame(type=T.DISMISSAL, human=True, also=any_of("door cards marching"), never=any_of("closed")), "show hand"),
    Say(
        Frame(type=T.DISMISSAL, object=None, aim=P, also=any_of("services contract employment")),
        "dispense terminate cancel end",
    ),
    Say(DISMISS, "unseat+from jettison offload+staff lay+off sling+out cull boot+out"),
    Say(Frame(type=T.REINSTATEMENT, subject=P, object=None, also=any_of("post job desk work duty")), "be+back"),
    Say(Frame(type=T.APPOINTMENT, subject=P, object=None), "step/slip/move+shoes/boots"),
    Say(RESIGN, "go+accord/choosing leave+accord/choosing hand/give/send+back+commission/badge/uniform/keys/medal"),
    Say(
        Frame(type=T.REINSTATEMENT, human=True, also=any_of("back")),
        "give/hand+keys/badge/job/post/rank/desk take/have/welcome/bring+back+job/post/work/staff",
    ),
    Say(RESIGN, "walk+out/away+job/post/service/post hang+up+uniform/badge/robes call+day give+up+job/post/practice"),
    Say(
        Frame(
            type=T.RESIGNATION,
            subject=A,
            object=None,
            also=any_of("notice resignation papers badge keys uniform warrant"),
            never=any_of("refugee asylum"),
        ),
        "hand put turn send give tender submit file",
    ),
    Say(
        Frame(
            type=T.SUSPENSION,
            human=True,
            also=any_of("desk leave duty duties practice ward wards work roster"),
            never=any_of("good"),
        ),
        "bar ban stop take pull put place send stand stand+down move+desk confine",
    ),
    Say(SUSPEND, "stand+down rusticate bench"),
    Say(
        Frame(
            type=T.APPOINTMENT, human=True, also=any_of("run lead head oversee manage chair command succeed replace")
        ),
        "tap pick choose select name appoint elect promote draft bring",
    ),
    Say(
        Frame(
            type=T.APPOINTMENT, subject=P, object=None, also=any_of("reins helm post office charge command job seat")
        ),
        "take+over/up assume inherit step+into slip+into move+into",
    ),
    Say(
        Frame(type=T.COMPLAINT, object=None, to=R, also=_COURT_WORDS, never=any_of("asylum refugee protection")),
        "file lodge bring start enter issue launch serve",
    ),
    Say(
        Frame(
            type=T.COMPLAINT, object=None, to=R, needs="authorities", never=any_of("loose free down himself herself")
        ),
        "go/turn/come+to report+to/it take+to/matter/case",
    ),
    Say(COMPLAINED, "put+in hand+in swear lay"),
    Say(
        Frame(type=T.INVESTIGATION, object=None, aim=P, also=_UNASKED),
        "visit inspect come arrive turn show descend check hold appear drop carry make pay conduct tour",
        "visit",
    ),
    Say(
        Frame(
            type=T.INVESTIGATION,
            object=None,
            aim=P,
            never=any_of("camera eyes eye mirror distance room window sun sky lens"),
        ),
        "look/inquire/enquire/delve/dig+into take+up+case/matter",
    ),
    Say(
        Frame(type=T.INVESTIGATION, human=True, also=any_of("questioning interview caution statement interrogation")),
        "call summon invite",
    ),
    Say(Frame(type=T.CHARGES_PURSUED, human=True), "stand+accused hold+accused"),
    Say(Frame(type=T.HEARING, object=None, also=any_of("appeal case application"), by="courts"), "hear"),
    Say(TRIED, "put/haul/send/bring+dock/trial/court-martial"),
    Say(
        Frame(type=T.ARREST, human=True, also=_VEHICLES, never=any_of("prison jail colony hospital injured hurt")),
        "pull haul drag yank pluck snatch lift scoop remove lead march grab pick bundle frogmarch",
    ),
    Say(
        Frame(
            type=T.ARREST,
            human=True,
            by="keepers",
            also=any_of("away handcuffs from off out away stop street home bed bus"),
        ),
        "take pull lead drag march haul pluck snatch grab lift collect walk escort cart frogmarch whisk bundle",
    ),
    Say(
        Frame(
            type=T.ARREST,
            object=None,
            aim=P,
            by="keepers",
            also=any_of("for"),
            never=any_of("work talks visit inspection"),
        ),
        "come",
    ),
    Say(ARRESTED, "cuff collar bust pinch"),
    Say(DETAINED, "immure"),
    Say(Frame(type=T.DETENTION, subject=P, object=None, also=any_of("cell cells lock-up lockup station")), "spend sit"),
    Say(
        SEARCHED,
        "go+through+drawer/drawers/papers/room/house/home/flat/office/belongings "
        "turn+over/inside/upside+flat/home/house/office/room/cell",
    ),
    Say(
        Frame(
            type=T.SEARCH,
            object=Part.LOCATION,
            also=any_of("drawer drawers cupboard cupboards belongings mattress floorboards"),
        ),
        "search rummage rifle go empty tear rip pull overturn",
    ),
    Say(
        Frame(type=T.ASYLUM_GRANT, human=True, also=any_of("refugee asylum protection refuge")),
        "take accept admit recognise recognize declare",
    ),
    Say(
        Frame(type=T.DISMISSAL, subject=P, object=None, also=any_of("termination dismissal redundancy")),
        "find get receive open learn",
    ),
    Say(
        Frame(type=T.APPEAL, object=None, also=any_of("review cassation constitutional supreme retrial")),
        "petition ask apply turn go",
    ),
    Say(
        Frame(type=T.WANTED_LISTING, object=None, aim=P, also=any_of("fugitive wanted alert")),
        "circulate publish broadcast post distribute",
    ),
    Say(FREED, "let/turn/set/cut+loose/go/free/out/off spring"),
    Say(
        Frame(
            type=T.RELEASE,
            subject=P,
            object=None,
            also=any_of("out free home"),
            never=any_of("job office work meeting court"),
        ),
        "walk+free/prison/jail/gate come+home+prison/jail/colony/custody go+home+bail/bond/charge be+out+bond/bail",
    ),
    Say(
        Frame(type=T.RELEASE, subject=P, object=None),
        "walk+out make/post+bail/bond be+out+bail/bond/custody/prison/jail",
    ),
    Say(
        Frame(type=T.TRANSFER_OF_PRISONER, human=True, also=_AWAY_FROM),
        "send move drive take ship transfer relocate bus fly",
    ),
    Say(
        Frame(
            type=T.TRANSFER_OF_PRISONER,
            human=True,
            also=any_of("hospital infirmary ward colony prison jail camp centre center"),
        ),
        "transfer relocate",
    ),
    Say(
        Frame(type=T.INVESTIGATION, object=None, by="probers", also=any_of("whether claims allegations how")),
        "examine review check study probe",
    ),
    Say(Frame(type=T.IMPRISONMENT, human=True), "incarcerate imprison intern"),
    Say(
        Frame(type=T.ASYLUM_REQUEST, object=None, also=any_of("refugee asylum")),
        "put+in/papers/application hand+in lodge register",
    ),
    Say(
        Frame(
            type=T.ESCAPE, object=None, subject=P, also=any_of("ward hospital custody van escort guarded convoy court")
        ),
        "abscond escape flee run bolt",
    ),
    Say(
        Frame(type=T.ESCAPE, object=None, subject=P),
        "slip/break/climb/dig+out+colony/prison/jail/camp/custody jump+bail",
    ),
    Say(
        Frame(type=T.EXTRADITION, human=True, also=any_of("over home back country")),
        "hand turn fly return put send surrender deliver",
    ),
    Say(
        Frame(
            type=T.ASYLUM_DENIAL,
            object=None,
            aim=P,
            also=any_of("asylum protection refugee refuge status application claim"),
            by="migration",
        ),
        "turn+down/away refuse reject deny dismiss throw+out",
    ),
    # acts against people
    Say(
        Frame(
            type=T.RETALIATION, object=V, also=any_of("reprisal reprisals retaliation revenge retribution vengeance")
        ),
        "withdraw revoke cancel strip dismiss search remove lose deny bar suspend refuse cut confiscate move demote "
        "transfer",
    ),
    Say(Frame(type=T.RETALIATION, object=None, needs="papers"), "withdraw revoke cancel confiscate rescind annul"),
    Say(KILLED, "strangle+with strangle garrotte smother suffocate+pillow"),
    Say(KILLED, "shoot+dead beat/hack/club/kick/torture/trample/choke+death gun+down finish+off do+death put+death"),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_SURFACES),
        "slam throw hurl fling push shove bang smash ram dash knock pitch pin crush drag",
    ),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=_POSTURES),
        "keep leave hold make force order lock tie chain march",
    ),
    Say(Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, also=_THINGS_USED, too=_BODIES, by="keepers"), "*"),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=None, aim=V, also=any_of("food face mouth eyes")),
        "spit+food/face/mouth/eyes",
    ),
    Say(
        Frame(type=T.ALLEGED_ABUSE, object=None, aim=V),
        "go+at+with set+on/upon+dogs/him/her/them lay+into kneel/stand/sit/stamp/jump+on+head/neck/chest/back/face",
    ),
    Say(
        _ABUSED,
        "strip-search thump whack smack belt cosh pelt clobber wallop bash pound pinion force-feed "
        "hang+wrists/door/beam/bars/hooks/pipe/window/grille "
        "suspend+wrists/door/beam/bars dunk submerge immerse hood blindfold trample pin+down work/knock+over/about "
        "rough+up "
        "deprive+sleep/food/water/insulin/medicine",
    ),
    Say(
        Frame(
            type=T.INJURY,
            subject=V,
            object=None,
            needs="bodyparts",
            also=any_of("broken fractured dislocated cracked smashed swollen burned burnt crushed"),
        ),
        "suffer sustain have receive",
    ),
    Say(
        Frame(type=T.INJURY, subject=None, object=None, needs="injuries", aim=V, by="medics"),
        "find note record document see list describe register confirm count",
    ),
    Say(INJURED, "savage mug ambush run+over/down knock+down set+upon jump"),
    Say(
        Frame(type=T.INJURY, needs="bodyparts", object=None, aim=V),
        "dislocate sprain twist wrench tear rupture puncture burn scar bruise swell",
    ),
    Say(DIED, "drop+dead last+days/hours/weeks breathe+last lose+fight cease+breathe"),
    Say(
        Frame(type=T.DEATH, object=P, human=True),
        "find+dead/hanged/hanging/lifeless/unresponsive bury pronounce/declare+dead",
    ),
    Say(Frame(type=T.DISAPPEARANCE, needs="whereabouts", subject=None, object=None, aim=V), "be remain stay"),
    Say(
        Frame(type=T.DISAPPEARANCE, object=V, human=True),
        "bundle/force/push/shove/drag+van/car/minibus/jeep spirit+away",
    ),
    Say(
        Frame(type=T.SURVEILLANCE, object=V, human=True),
        "follow+car/cars/men/home/everywhere/court/work trail dog+steps shadow film+house/door",
    ),
    Say(
        Frame(type=T.RETALIATION, needs="papers", object=V, human=True),
        "strip deprive deny refuse bar ban disbar cut",
    ),
    Say(LABELLED, "enter inscribe put place add designate"),
    Say(
        Frame(type=T.WANTED_LISTING, needs="listed", subject=None, object=None, aim=P),
        "go/appear/turn/come/figure/land+list/lists/database/notice",
    ),
    # material
    Say(HANDED, "slip pass entrust press+into post leave deliver drop smuggle+to go+to"),
    Say(
        Frame(type=T.HANDOVER, by="handed", subject=OB, object=None, to=R),
        "pass go find+way reach come move travel+to",
    ),
    Say(
        ACQUIRED,
        "take+home copy+out/down/onto make+copy/copies/carbon keep+copy/copies/carbon write+down/out run+off trace jot",
    ),
    Say(
        Frame(type=T.SMUGGLING, needs="carried_out", object=OB, also=_SEEN_OFF),
        "get carry take bring slip sneak walk pass throw ferry run",
    ),
    Say(
        Frame(type=T.SMUGGLING, needs="carried_out", subject=OB, object=None, also=_SEEN_OFF),
        "leave go pass come travel",
    ),
    Say(Frame(type=T.PUBLICATION, subject=OB, object=None, needs="books", also=any_of("out")), "come go be"),
    Say(Frame(type=T.ALLEGED_ABUSE, object=V, human=True, also=any_of("nose tube")), "feed"),
    Say(
        Frame(type=T.THREAT, object=None, by="threateners", never=any_of("resign sue quit leave strike boycott veto")),
        "threaten",
    ),
    Say(
        Frame(type=T.COMPENSATION, object=None, also=any_of("settlement damages compensation payout redress")),
        "agree reach settle win accept",
    ),
    Say(Frame(type=T.SANCTION, object=P, also=any_of("annex")), "add list place include"),
    Say(APPEARED, "go+up/live/online/air land+online turn+up pop+up come+out"),
    Say(LEAKED, "put+up/out/online/web throw+open carry run splash"),
    Say(
        Frame(
            type=T.DESTRUCTION_OF_MATERIAL,
            needs="papers_and_media",
            object=OB,
            also=any_of("out up into stove fire bin river lake"),
        ),
        "cut tear rip throw feed drop dump cast toss",
    ),
    Say(
        Frame(type=T.BLOCKING, object=OB, needs="blocked"),
        "bar cut+off/access cut choke jam darken ban pull+plug shut+off/out switch+off",
    ),
    Say(Frame(type=T.COMPENSATION, object=None, to=R, needs="compensation"), "order award tell make pay"),
    Say(Frame(type=T.RESIDENCE, subject=H, object=None), "make+home"),
)
"""Ways to say each type that need words beside the verb, tried among the first."""

_AIRED = any_of(
    "website site channel air online youtube telegram page television tv radio paper newspaper web internet"
)
_TERMS = any_of("year years month months life days day")
NOTES: dict[str, tuple[Frame, ...]] = {
    "whereabouts": (Frame(type=T.DISAPPEARANCE, object=V, also=any_of("unknown unclear undisclosed secret")),),
    "missing": (Frame(type=T.DISAPPEARANCE, object=V),),
    "verdict": (
        Frame(type=T.SENTENCE, also=_TERMS),
        Frame(type=T.CONVICTION, also=any_of("guilty")),
    ),
    "sentence": (Frame(type=T.SENTENCE, also=_TERMS),),
    "years": (
        Frame(type=T.SENTENCE, also=any_of("prison jail colony gaol suspended regime camp probation labour behind")),
    ),
    "months": (
        Frame(type=T.SENTENCE, also=any_of("prison jail colony gaol suspended regime camp probation labour behind")),
    ),
    "appeal": (Frame(type=T.APPEAL, object=None, aim=P),),
    **dict.fromkeys(
        "extract extracts excerpt excerpts clip clips footage recording recordings video videos photographs "
        "stills".split(),
        (Frame(type=T.LEAK_PUBLICATION, object=OB, also=_AIRED),),
    ),
    "custody": (Frame(type=T.DETENTION, also=any_of("remand pre-trial pretrial in")),),
    **dict.fromkeys(
        "solitary isolation punishment segregation".split(),
        (Frame(type=T.DETENTION, also=any_of("cell days weeks day week block unit confinement")),),
    ),
    "acquittal": (Frame(type=T.ACQUITTAL),),
    "pardon": (Frame(type=T.PARDON),),
}
"""What a line without a verb tells, by one of its words."""
