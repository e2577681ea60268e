"""2048 English words to read out on the telephone: one word stands for eleven bits.

Composed for this project. Every word has 4 to 8 letters and its first four are its own. No two words are closer than
two letters in spelling or two sounds in General American pronunciation, none sounds like another word of the list
(a few sound like a name or a rarer word outside of it), and grim or insulting words were left out.
The list is frozen: a word changed would change what every printed seal says.
"""

WORDS = tuple(
    """
abacus ability abroad absorb academy access account acid acorn acoustic acquire acre across action address adjust
admire adobe adopt adult advance adverb advice affair afloat again agency agree ahead aircraft airfield airmail
airport alarm album alcove alert algae algebra alliance allow almost aloft alone alpaca alphabet already aluminum
always amateur amaze amber ambition amuse anchor ancient android angle animal annex annual another answer antenna
anthem antique anvil anyone apart apology apparel appear apple approve april aquarium arcade archive arctic arena
argue arise armchair aroma around arrival article ascend ashore ashtray aside aspect asphalt aspirin assist asteroid
athlete atlas atom atrium attach attempt attic auburn audio august avenue average aviator avocado avoid awake award
awesome awhile awkward azalea azure baby backpack bacon badge bagel bagpipe bakery balance balcony balloon bamboo
banana bandage banjo banner banquet bargain baritone barley barnacle basalt baseball basil basket bathrobe battery
bayou beanbag beard become bedroom bedtime beehive beetroot before begin behave behind beige believe belong belt bench
benefit better between beyond bicycle binder bingo biology biplane birdcage birthday bison bistro blanket blaze blink
blizzard bloom blossom blouse bluebird bluff blurry boat bobcat bobsled boiler bonfire bonnet bonsai bonus bookmark
boomer booth borrow botany bottle bounce bouquet boutique bowtie bracelet branch brave bridge brief bright brisk
broccoli broker bronze brook brother brown brush budget buffalo buggy bugle builder bulb bulletin bundle bungalow
bunting bureau burger burlap bushel business button buzzer bypass cabaret cabin cactus cafe calcium calendar camera
campfire canal canoe canteen canyon capable captain caravan carbon cardigan cargo caribou carousel carpet carriage
cartoon cascade cashew cassette castle casual catalog category catfish catwalk cauldron caviar celery cellist cement
center ceramic certain chair chalk champion channel chapter charity checkers cheddar cheerful chemist chestnut chicken
chief child chimney china chipmunk chisel choice chorus chrome chuckle cicada cinema circuit citizen citrus civil
clamp clarinet classic clean clever client cliff climate clinic clock closet cloth cloud cluster clutch coach coast
cobalt cobbler cobweb cockatoo coconut codfish coffee colony column combine comedy comfort comic common computer
concert confetti congress conifer connect console contact convoy cookbook cooler copilot copper corner corridor cosmos
costume cottage country couple courage cousin cover crackle cradle craft crater crayon creative credit crest cricket
crimson crisp critic crochet crop crossing crouton crowbar cruiser crunch crystal cubicle cucumber cuisine culinary
culture cupboard cupcake cupola curator curfew curious current cursor curve cushion custom cute cutlery cycle cylinder
cypress daffodil daily dandy dapper dashing database daughter dawn daybreak daydream daylight daytime debate debonair
debut december decide declare decorate deep defend degree delay delegate deliver delta deluxe demand demo denote
dental depart deploy deposit depth derby design desk despite destiny detail detour develop diagram dialog diamond
diary dice diesel diet digest digital dignity dilemma dinner dinosaur diploma direct disco dish display district ditto
dizzy dodge dogwood dolphin domain domestic domino donate donkey doorway dorsal dosage double downhill dragon drain
drama drapery drawer dream drift drill drink drizzle droplet drove drumbeat duckling duke dull duplex durable during
dusty duvet dwell dwindle dynamic eagle early earphone earth easily eastern ebony eclair eclipse ecology economy
editor educate effort eggnog eggplant eggshell egret eighteen either elastic elbow elder electric element eleven elite
elixir embassy emblem embrace emerald emotion empire employ empty enamel enchant encore endless endorse energy engage
engine engrave engulf enigma enjoy enlist enormous enough enrich enroll ensemble entire entry envelope epilogue
episode epoch equal equip eraser errand escape espresso essay essence estate estimate estuary eternal ethics evening
everyone evident exact example exceed exchange excite excuse exercise exhale exhibit exist exotic expand expect
explain export express extend extra eyebrow eyelid eyepiece eyesight fabric facade facet facial factor faculty fairway
faith falafel falcon family famous fanfare fantasy farewell farmer fashion father february federal feedback feeling
fence ferry fertile festival fetch fiber fiction field fierce fiesta fifteen figure filament film filter final finch
firefly first fiscal fishbowl fitness flagpole flake flamingo flannel flapjack flash flatbed flavor fleece flexible
flight flint flipper floor floppy flourish fluent fluffy fluid focus foggy foliage folklore follow fondue football
forage forest forget fork formula fortune fossil foster foundry fourteen foxglove fraction fragile frame frantic
freckle freedom frequent fresh friday friend fringe frisbee frolic frontier frost froth frozen frugal fruit fudge fuel
fulcrum function furlong furnace furrow fusion future fuzzy gadget galaxy gallery game gamma garage garden garlic
garment garnet gasoline gateway gauze gazebo gearbox gecko gelatin gemstone gender genesis genius genre genuine
geology geometry geranium gesture getaway geyser giant gigantic giggle gingham giraffe girder give glacier gladly
glamour gland glare glass gleam glimpse glitter globe glory glucose goalie goblet goggles golden golf gondola gopher
gorge gosling gossip gourmet govern grace gradual granite gravity green grid grocery group growl grumble guava guess
guide guild guinea guitar gumball guppy gymnast habit haiku haircut halfway halibut hammer hamster handle hangout
happen harbor hardware harmony harness harp harvest haven haystack hazel headline healthy heater hectare hedge height
heirloom helium hello helmet helpful henna heritage heroic herring hesitate hexagon hibiscus hiccup hickory hidden
highway hilltop hinge hippo history hockey hoist holiday homework hoodie hook hopeful horizon hornet hotel house
however hubcap human humble humming humor hundred hurdle hurry husband hyacinth hybrid hydrant hyphen iceberg icing
idea identity idiom igloo ignite ignore iguana illusion image imitate immense immune impact imperial import improve
impulse inbox include income increase indeed indigo indoor industry infinite inflate inform ingot inhale inherit
initial inlet inning innovate input insect inside inspire instead insulate intact interest intrigue invest invite
involve inward iodine ionic iris irony irrigate island isolate issue isthmus italic ivory jacket jaguar janitor
january jasmine jasper jaunt javelin jawbone jazz jelly jersey jetlag jigsaw jogger join joker journal jovial joyful
jubilee juice jukebox july jumbo jumper jungle junior junk jupiter kangaroo karate kayak kebab keepsake kerosene
ketchup keyboard keyhole keynote keypad kickoff kidney kilogram kimono kindness kinetic kingdom kinship kiosk kitchen
knapsack kneecap knitting knoll koala ladle lady lagoon lakeside lamppost lance landlord language lantern lanyard
lapel laptop large lasso later lathe latitude lattice laugh launch lavender lavish lawyer layout leader league
leapfrog learn leather lecture left legend legume lemon length lens level liberty library lichen licorice lifeboat
likely lilac lily limerick limit linear lioness lipstick liquid listen llama lobby lobster local locust lofty logbook
logic lollipop longhorn lottery lounge lozenge lucid lucky luggage lukewarm lullaby lunar lunchbox lupine luxury lyric
macaroni machine mackerel magazine magenta magic magma magnet magpie mahogany mailbox mainland mallard mammoth manager
mandarin mantra maple marathon march margin marigold market marmot maroon marvel matchbox material matinee matrix
mattress maverick maximum mayor maypole meadow meal measure meatball mechanic media medley melody member memory
mention menu merchant merge merit mermaid mesh message meteor method metro micro middle midnight midway migrate mildew
mileage milk million mimic mince mineral minimum minute miracle mirror mission mixture modern module mohair moisture
molasses molecule moment monarch money mongoose monitor monocle monsoon monument mood moonlit moral mosaic mosquito
mother motor mountain movie muffin mulberry multiply murmur museum mushroom music muslin mutual myself myth nanny
napkin narrow nation nature nautical navigate nearby nebula necklace negative neon nephew neptune nest network neuron
neutral never newborn newsroom nickel nightcap nimble nineteen ninja nobody noise nomad nominee noodle normal north
nostril notable notebook nothing notice nougat nourish novel nuance nugget number numeral nurse nutmeg nutrient
nutshell nylon oasis oatmeal oblige oblong observe obstacle obtain obvious occasion occupy ocean ocelot octave october
oddball odyssey offer office offset often ointment okay olive olympic omega omelet omnibus once ongoing online opaque
opener opera opinion opossum opponent option orbit orchard order ordinary oregano organic orient origin oriole
ornament osprey ostrich outback outcome outdoor outer outfit outgrow outing outline output outrun outside outward oval
oven overall owner oxbow oxide oxygen oyster ozone pacific package paddock pagoda paint palace palm pamphlet panama
pancake panda panorama pantry papaya paper paprika papyrus parade parent parking parlor parsley partner pass pasta
paternal pathway patio patrol pattern pavilion paycheck payment peanut pearl pebble pecan peculiar pedigree peeler
peephole pelican pencil pendant penguin people perfect perhaps period permit person pharmacy phoenix phone photo
physics piano piccolo picnic picture pigeon piglet pigment pigtail pilgrim pillow pilot pinball pink pinwheel pioneer
pipeline pitch pizza placard plaid plant plasma platter player pledge plenty pliers pluck plumber plural plywood
pocket podcast poem pointer policy polka pollen polygon poncho pond pontoon ponytail popcorn popsicle popular porch
porpoise porridge portrait position possible postcard potato poultry power prairie prawn precious predict prefer
prelude premium prepare present pretzel primary prince prism privacy prize process produce profile program project
promise pronoun proof proper protein proud provide public pudding puff pulley pulse pumice pumpkin punctual pupil
puppet purchase push puzzle pyramid quail quality quantum quarter quench query question quick quiet quince quirky
quiver quote racecar radar radio railway rainbow raisin ramble rampart rancher random range rapid rarely rate rattle
ravine razor reach reality reason rebound rebuild recall recent recipe recline record recruit recycle redeem redwood
referee refine reflect reform refresh refund regatta reggae register regular rehearse reindeer rejoice relax release
relish reload remain remember remind remote renew rent repair repeat replace report reptile republic request rescue
research resident resonate respect restore result retire return reunion reveal review revolve rhino rhubarb rhyme
rhythm ribbon rigid ritual river roadside robot romance rooftop rookie rooster rope rosemary rotate rouge routine
royal rubber rugby runway rural russet rustic saddle safari safety saffron saga sailboat salmon salsa salute salvage
sandbox sapling sapphire sardine satchel saturday sauna sausage savanna savings sawdust sawmill scaffold scallop
scanner scarf scenery schedule school science scissors scooter scope scout scrap screen script scroll scrub scuba
sculptor seafood search seashell seaweed second secret section secure seesaw segment seldom select semester senate
senior separate serene service sesame settle seven shadow shampoo shape shark sheet shell shepherd sherbet shift shine
shipment shoebox short shoulder showcase shrimp shrug shuttle sibling sidewalk sierra signal silicon silver similar
simple singer siren sister sitcom sixteen sketch skillet skin skipper skylark skyward slalom slam slate sleep slender
slick slide slogan slow small smooth snail snapshot snare sneak snippet snooze snorkel snowfall snuggle soapbox soccer
social soda sodium softball soil solar solid solution solve somebody song soprano sorbet source south souvenir soybean
space spaniel sparkle spatula speaker special speed sphere sphinx spider spinach spiral splash splendid split spoke
sponge spoon spot spray spread spring sprout spruce square squeeze squirrel stadium staff stage stairway stamp
standard stapler start station stem stencil stereo steward sticker still stock stomach stoop store strategy stream
stride strong strudel study sturgeon subject sublime submit suburb subway success sudden suffix sugar suggest suitcase
summer sunbeam sundial sunlight sunroof sunset super supreme sure surname surprise survey sushi sustain swallow swap
swarm sweater swimmer switch sycamore syllable symphony syntax syrup system table tackle taco tactic tadpole taffeta
tailwind take talent talking tango tapestry tapioca target tariff tartan task taste tavern taxi teacher teammate
teapot teaspoon tedious teenager teeth telegram temple tennis tentacle terminal textile thank thatch theme thermal
thing third thought thread thrive throw thursday ticket tiger tilt timeline timid tinker tinsel tiny tiptoe title
toddler together token tomorrow tongs tool topaz topic topple tortoise toss touch township track trade traffic tramway
transit trapeze travel treasure treble tree triangle tribute tricycle trim trinket triple triumph trolley trombone
tropical trout trowel truffle trumpet trunk trust truth tubular tuesday tugboat tuition tulip tuna tundra tunic tunnel
turbine turf turkey turmeric turnip tutor tuxedo tweed twelve twenty twice twilight twinkle twirl twist tycoon typical
ukulele ultimate ultra umbrella unable unaware uncle uncover under unearth uneven unfold unicorn uniform union unique
unity universe unknown unlike unpack unplug unseen unsure until unusual unveil unwind unwrap upbeat update upgrade
uphill uphold upkeep upland uplift upload upper upright upscale upstairs upswing uptown upward urban urgent usage
useful usual utensil utility utmost utopia vacant vaccine valid valley value vanguard vanilla variety varnish vast
vault vector vehicle velvet veneer venture veranda verify version vertical vessel veteran viaduct vibrant victory
video viewer vigor viking village vinegar vintage violin virtual visit vista visual vitamin vivid volcano volume
voucher vowel voyage wafer waffle wagon walkway wallet walrus waltz wander warbler wardrobe warmth washer watch wealth
weaver website wedding weekend western wetland wharf whimsy whistle width wildlife window wingspan winter wire wisdom
wishbone wizard wombat woodland worker world worthy wrinkle wrist writer yacht yard yearbook yeast yodel yoga yogurt
yuletide zebra zenith zephyr zeppelin zero zesty zinnia zipper zircon zodiac zoology zoom zucchini
""".split()
)
