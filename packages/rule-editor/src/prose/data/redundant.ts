/** Words that say a thing twice, in the notation of `wordy-a-h.ts`. */
export const REDUNDANT = `
absolutely essential > essential
absolutely necessary > necessary
absolutely certain > certain
absolutely vital > vital
absolutely crucial > crucial
absolutely critical > critical
absolutely guaranteed > guaranteed
absolutely complete > complete
absolutely unique > unique
completely unique > unique
totally unique > unique
very unique > unique
quite unique > unique
completely finished > finished
completely full > full
completely empty > empty
completely filled > filled
completely eliminate > eliminate
completely eliminated > eliminated
completely destroyed > destroyed
completely surrounded > surrounded
completely unanimous > unanimous
completely and totally > completely
completely opposite > opposite
totally and completely > completely
totally eliminated > eliminated
entirely eliminated > eliminated
entirely complete > complete
entirely unique > unique
fully complete > complete
fully and completely > fully
actual fact > fact
past experience > experience
past experiences > experiences
past history > history
past records > records
past memories > memories
past achievements > achievements
previous experience =
future plans > plans
future planning > planning
future prospects > prospects
future forecasts > forecasts
advance planning > planning
advance warning > warning
advance preview > preview
advance reservations > reservations
advance preparation > preparation
forward planning > planning
plan in advance > plan
planned in advance > planned
preplanned > planned
end result > result
end results > results
final result > result
final results =
final outcome > outcome
final outcomes > outcomes
final conclusion > conclusion
final conclusions > conclusions
final completion > completion
final end > end
ultimate goal > goal
ultimate end > end
basic fundamentals > fundamentals
basic fundamental > fundamental
basic essentials > essentials
basic necessities > necessities
important essentials > essentials
essential requirement > requirement
essential requirements > requirements
necessary requirement > requirement
necessary requirements > requirements
necessary prerequisite > prerequisite
mandatory requirement > requirement
mandatory requirements > requirements
new innovation > innovation
new innovations > innovations
new invention > invention
new inventions > inventions
new beginning > beginning
new breakthrough > breakthrough
brand new > new
brand-new > new
original source =
original founder > founder
original founders > founders
originally created =
first introduced =
first began > began
first started > started
first priority =
first ever =
initial introduction > introduction
start off > start
start out > start
general public > public
general consensus > consensus
general consensus of opinion > consensus
consensus of opinion > consensus
general overview > overview
broad overview > overview
brief summary > summary
brief overview > overview
short summary > summary
short brief > brief
close proximity > proximity
close scrutiny > scrutiny
careful scrutiny > scrutiny
mutual agreement =
mutual cooperation > cooperation
mutual collaboration > collaboration
joint collaboration > collaboration
joint cooperation > cooperation
joint partnership > partnership
shared in common > shared
still remain > remain
still continues > continues
still persists > persists
advance notice =
added bonus > bonus
added bonuses > bonuses
additional extra > extra
additional extras > extras
free of charge > free
true fact > fact
true facts > facts
real fact > fact
exact same > same
exactly the same > the same
exact replica > replica
exact duplicate > duplicate
identical copy > copy
same identical > identical
different varieties > varieties
various different > various
many different > many
several different > several
two different =
wide variety =
varied and diverse > diverse
difficult dilemma > dilemma
difficult challenge > challenge
serious danger > danger
serious crisis > crisis
unexpected surprise > surprise
unexpected surprises > surprises
sudden impulse > impulse
unintentional mistake > mistake
unintentional mistakes > mistakes
unintended mistake > mistake
innate ability =
personal opinion > opinion
personal opinions > opinions
personal belief =
personally believe > believe
personally think > think
hopeful optimism > optimism
honest truth > truth
significant breakthrough > breakthrough
knowledgeable experts > experts
trained professional =
usual custom > custom
usual habit > habit
regular routine > routine
component parts > parts
constituent parts > parts
integral part > part
essential component =
period of time > period
periods of time > periods
short period of time > short time
long period of time > long time
point in time > point
span of time > time
length of time > time
time period > period
time periods > periods
time frame =
square in shape > square
rectangular in shape > rectangular
circular in shape > circular
oval in shape > oval
small in size > small
large in size > large
large sized > large
red in color > red
blue in color > blue
green in color > green
black in color > black
white in color > white
red in colour > red
blue in colour > blue
green in colour > green
heavy in weight > heavy
light in weight > light
high in price > expensive
low in price > cheap
bright in color > bright
positive in nature > positive
negative in nature > negative
temporary in nature > temporary
technical in nature > technical
complex in nature > complex
general in nature > general
confidential in nature > confidential
financial in nature > financial
similar in nature > similar
economically deprived =
12 noon > noon
12 midnight > midnight
12:00 noon > noon
a.m. in the morning > a.m.
p.m. in the afternoon > p.m.
p.m. in the evening > p.m.
sum total > total
total sum > total
grand total =
overall total > total
cash money > cash
whole entire > entire
depreciate in value > depreciate
appreciate in value > appreciate
increase in value =
decline in value =
direct confrontation > confrontation
face mask =
and etc > etc
and etc. > etc.
blue-colored =
current status > status
current incumbent > incumbent
current trend > trend
current trends > trends
currently underway > underway
now currently > currently
currently now > now
present incumbent > incumbent
presently planned > planned
during the month of January > in January
during the month of February > in February
during the month of March > in March
during the month of April > in April
during the month of May > in May
during the month of June > in June
during the month of July > in July
during the month of August > in August
during the month of September > in September
during the month of October > in October
during the month of November > in November
during the month of December > in December
in the month of January > in January
in the month of February > in February
in the month of March > in March
in the month of April > in April
in the month of May > in May
in the month of June > in June
in the month of July > in July
in the month of August > in August
in the month of September > in September
in the month of October > in October
in the month of November > in November
in the month of December > in December
the month of January > January
the month of February > February
the month of March > March
the month of April > April
the month of June > June
the month of July > July
the month of August > August
the month of September > September
the month of October > October
the month of November > November
the month of December > December
the city of London =
the year of 2024 > 2024
the year of 2025 > 2025
the year of 2026 > 2026
in the year 2024 > in 2024
in the year 2025 > in 2025
in the year 2026 > in 2026
every single > every
null and void =
cease and desist =
terms and conditions =
if and when =
unless and until > until
when and if > if
compulsory requirement > requirement
possibly might > might
might possibly > might
may possibly > may
could possibly > could
could potentially > could
may potentially > may
might potentially > might
can potentially > may
potential risk > risk
potential risks > risks
possible risk > risk
possible risks > risks
potential hazard > hazard
potential hazards > hazards
potentially dangerous =
estimated at about > estimated at
estimated at around > estimated at
estimated to be about > estimated to be
approximately about > about
about approximately > about
around approximately > around
minimum of at least > at least
at least a minimum of > at least
maximum of up to > up to
up to a maximum of > up to
as a minimum =
more preferable > preferable
most preferable > preferable
more optimal > better
most optimal > best
more better > better
very essential > essential
very necessary > necessary
very critical > critical
very vital > vital
very unanimous > unanimous
very complete > complete
very perfect > perfect
rather unique > unique
over exaggerate > exaggerate
over-exaggerate > exaggerate
overexaggerate > exaggerate
irregardless > regardless
ATM machine > ATM
PIN number > PIN
PIN numbers > PINs
HIV virus > HIV
LCD display > LCD
ISBN number > ISBN
VIN number > VIN
UPC code > UPC
CD disc > CD
GPS system > GPS
RSVP please > RSVP
please RSVP > RSVP
`;
