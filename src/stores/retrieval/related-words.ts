/**
 * A small thesaurus of plain English: what people ask for in general words and tell in particular ones. Written for
 * this project from general knowledge, for no data set. `a = b c` are synonyms, each finds the others; `a > b c` is a
 * class, whose name finds its members.
 */
const THESAURUS = `
  activity > hike swim camp paint run yoga garden climb ski surf dance cycle bike fish pottery craft cook bake read chess photography
  hobby > hike swim camp paint run yoga garden climb ski surf dance cycle bike fish pottery craft cook bake read chess photography knit draw
  sport > football soccer basketball tennis baseball volleyball hockey golf rugby cricket swim run climb ski surf cycle gym boxing
  exercise > run jog gym yoga swim cycle workout pilates hike walk weights training
  outdoor > hike camp climb kayak trail garden ski surf fish park forest mountain lake beach
  instrument > guitar piano violin drum flute clarinet cello saxophone trumpet ukulele bass keyboard banjo
  music > song album band concert guitar piano violin drum sing playlist melody
  musician > band singer guitarist pianist drummer artist
  concert = gig
  pet > dog cat puppy kitten hamster rabbit parrot turtle fish snake lizard guinea horse
  animal > dog cat puppy kitten horse bird rabbit fish turtle snake cow sheep goat deer fox bear
  dog = puppy pup
  cat = kitten kitty
  family > mother mom dad father sister brother son daughter husband wife parent grandma grandpa aunt uncle cousin kid child
  parent > mother mom mum father dad
  mother = mom mum
  father = dad
  child = kid son daughter toddler baby
  sibling > brother sister twin
  grandmother = grandma granny nana
  grandfather = grandpa granddad
  relative > aunt uncle cousin niece nephew grandma grandpa
  spouse > husband wife
  partner = husband wife girlfriend boyfriend fiance fiancee
  marry = wedding married engaged propose bride groom
  wedding = marriage marry
  relationship > date dating single married divorce breakup girlfriend boyfriend husband wife partner engaged
  friend = buddy pal mate
  colleague = coworker teammate
  boss = manager supervisor
  job = work career position role employ profession occupation
  career = job profession work
  occupation > teacher nurse doctor engineer lawyer chef designer developer writer accountant artist
  profession > teacher nurse doctor engineer lawyer chef designer developer writer accountant artist
  hire = recruit employ
  quit = resign leave
  fire = laid layoff dismiss
  promotion = promote
  interview = apply application
  salary = pay wage raise
  company = business firm startup employer
  business = company startup shop firm venture
  shop = store boutique
  store = shop
  customer = client buyer user
  client = customer
  school = college university class campus
  study = degree course major university college class learn
  education = degree college university school course diploma certificate study
  degree = diploma bachelor master phd
  class = course lesson workshop
  course = class lesson
  teach = tutor instruct lesson
  teacher = instructor tutor professor coach
  exam = test
  graduate = graduation diploma
  food > pizza pasta soup bread cake salad sushi curry taco burger cheese rice noodle pancake sandwich cookie
  dish > pasta soup salad curry stew risotto lasagna pie roast noodle
  cook = bake recipe kitchen grill roast
  recipe = cook bake
  dessert > cake pie cookie ice brownie tart pudding chocolate
  meal > dinner lunch breakfast brunch supper
  dinner = supper
  drink > coffee tea wine beer juice cocktail smoothie water
  restaurant = diner cafe bistro
  cafe = coffee
  diet = vegan vegetarian gluten keto eat
  allergy = allergic
  vehicle > car truck van bike motorcycle scooter bus
  car = vehicle
  bicycle = bike cycle
  travel = trip visit vacation fly journey tour
  trip = travel vacation holiday getaway journey visit tour
  vacation = holiday trip getaway travel
  country > france italy spain japan germany mexico canada india china brazil england ireland portugal greece sweden norway thailand kenya
  city > paris london rome tokyo berlin boston chicago seattle york lisbon madrid barcelona toronto dublin denver
  flight = fly plane airport
  hotel = hostel motel inn resort
  home = house apartment flat
  house = home apartment
  apartment = flat condo
  move = relocate moving
  live = reside home
  hometown = grew
  origin = born
  art > paint drawing sculpture pottery sketch mural canvas watercolor portrait gallery photography
  artwork = paint drawing sculpture sketch portrait canvas
  paint = canvas watercolor acrylic
  picture = photo photograph image
  photograph = photo picture camera
  photo = picture photograph
  exhibition = exhibit gallery show
  craft > pottery knit sew crochet quilt woodwork ceramics
  pottery = ceramics clay kiln
  book > novel memoir biography story read fiction author
  read = book novel
  author = writer
  write = novel story poem essay blog journal
  movie = film cinema
  film = movie
  show = series episode
  game > chess poker xbox playstation nintendo puzzle board
  subject > math history science biology chemistry physics geography
  language > spanish french german italian japanese chinese portuguese english korean arabic
  illness > flu cold cancer diabetes asthma migraine infection fever
  health > doctor hospital surgery diagnosis therapy injury blood diet sick
  sick = ill flu
  ill = sick
  injury > sprain broken fracture ankle knee wrist concussion torn
  hurt = injure sprain break twist
  injure = hurt sprain break twist
  doctor = physician dentist specialist
  hospital = clinic
  therapy = therapist counseling counselor
  counselor = therapist
  medicine = medication pill prescription
  stress = anxious anxiety overwhelm pressure burnout
  relax = unwind calm meditate peaceful
  happy = glad joy thrilled delighted excited
  excited = thrilled
  sad = upset heartbroken grief
  angry = mad furious upset
  afraid = scared fear nervous
  fear = scared afraid phobia
  proud = pride
  worry = anxious nervous concern
  die = passed death funeral lost
  death = died passed funeral
  born = birth baby
  pregnant = expecting baby
  birthday = turned
  celebrate = party celebration anniversary
  party = celebration
  gift = present
  present = gift
  holiday > christmas thanksgiving easter halloween hanukkah
  religion > church temple mosque pray faith
  money > savings loan debt budget salary dollar
  expensive = pricey cost
  cost = price pay
  price = cost
  buy = purchase get order
  purchase = buy
  sell = sale
  receive = get
  obtain = get
  acquire = buy get
  adopt = adoption shelter rescue
  begin = start
  start = begin
  finish = complete done
  end = finish stop
  complete = finish
  join = sign enroll member
  enroll = sign join register
  attend = go
  participate = join enter compete
  compete = competition contest tournament race
  competition = contest tournament race match championship
  race = marathon
  win = prize medal trophy award
  award = prize medal trophy
  prize = award medal
  create = make build design
  make = create build
  build = construct make
  repair = fix mend
  fix = repair
  break = broken crack
  volunteer = charity shelter
  charity = fundraiser donate donation volunteer
  donate = donation charity
  raise = fundraiser
  support = help encourage
  help = assist support
  inspire = inspiration motivate
  motivate = inspire reason
  recommend = suggest
  suggest = recommend
  advice = suggest tip advise
  decide = decision choose
  plan = intend hope going
  goal = dream aim hope
  dream = goal
  want = hope wish
  hope = wish
  prefer = favorite
  favorite = love best favourite
  enjoy = love fun like
  like = love enjoy
  love = adore enjoy
  hate = dislike
  dislike = hate
  miss = forgot
  forget = forgot
  realize = realise learn
  learn = lesson taught
  discover = find
  discuss = talk
  talk = chat speak discuss
  speak = talk speech
  speech = talk
  meet = met
  encounter = met see
  see = watch saw
  watch = see
  bird > owl hawk eagle parrot heron robin sparrow
  flower > rose sunflower tulip daisy lily orchid
  plant > flower tree herb tomato basil succulent fern
  vegetable > tomato carrot pepper kale squash zucchini
  garden = plant
  tree > oak pine maple willow
  water > lake river ocean sea beach pool
  ocean = sea beach
  beach = ocean sea coast
  nature > forest mountain lake river trail hike park
  weather > rain snow storm sun wind hot cold
  clothes > dress shirt jacket coat shoes sweater jeans hat
  jewelry > necklace ring bracelet earring pendant
  furniture > table chair sofa couch desk bed shelf
  color > red blue green yellow purple pink orange black white
  device > phone laptop tablet camera computer
  computer = laptop
  phone = mobile cell
  website = site page
  app = application software
  software = app program code
  program = code
  bug = error defect issue
  deploy = launch release ship
  launch = release deploy open
  payment = billing invoice checkout
  subscription = plan billing
  marketing = campaign ads promotion
  email = newsletter mail
  video = film youtube stream
  podcast = episode
  blog = article post
  revenue = sales income
  accident = crash collision
  steal = stolen theft robbed
  damage = broke wreck destroy
  flood = leak water
  problem = issue trouble challenge
  challenge = difficult struggle obstacle
  difficult = hard tough
  hard = tough difficult
  important = matter meaningful
  remind = memory
  memory = remember
  remember = memory
  tradition = annual every
  community = group club neighbor
  group = club
  club = group
  event > conference workshop parade festival fair concert party meetup fundraiser
  festival = fair
  conference = summit convention
  neighbor = neighbour
  child > daughter son
`;

function parse(thesaurus: string): Map<string, Set<string>> {
  const related = new Map<string, Set<string>>();
  const relate = (from: string, to: string) => {
    if (from !== to) related.set(from, (related.get(from) ?? new Set()).add(to));
  };
  for (const line of thesaurus.trim().split("\n")) {
    const [head = "", sign, ...members] = line.trim().split(/\s+/);
    for (const member of members) {
      relate(head, member);
      if (sign === "=") relate(member, head);
    }
  }
  return related;
}

/** For each term, the terms that may stand for it in a text. `term` brings the words into the form of the index. */
export function relatedTerms(term: (word: string) => string): ReadonlyMap<string, ReadonlySet<string>> {
  const related = new Map<string, Set<string>>();
  for (const [from, to] of parse(THESAURUS)) {
    const head = term(from);
    const terms = related.get(head) ?? new Set();
    for (const each of to) if (term(each) !== head) terms.add(term(each));
    related.set(head, terms);
  }
  return related;
}
