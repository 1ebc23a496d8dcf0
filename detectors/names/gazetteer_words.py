"""Words that the gazetteer knows for what they do: titles, particles, streets, firms, days.

Written by hand, for English, German, Dutch, French, Spanish, Italian, Portuguese, Finnish,
Estonian and Polish, and for what chats of other languages bring along in Latin letters.
"""

from __future__ import annotations

TITLES = """
mr mrs ms miss mx sir madam maam dr doc doctor prof professor rev reverend fr father sister
capt captain sgt sergeant lt lieutenant col colonel gen general hon judge lord lady dame mister
missus nurse herr frau doktor meneer mevrouw mijnheer dhr mw mevr juffrouw monsieur madame
mademoiselle mme mlle docteur maitre senor senora senorita don dona sr sra srta doctora signor
signora signorina sig dott dottore dottoressa avv ing geom senhor senhora seu doutor doutora
herra rouva neiti tohtori harra proua preili pan pani panna panie pana mgr inz ksiadz hr fru
shri smt sri kumari ji baba mama tia tio uncle aunt auntie aunty grandma grandpa granny nana
bhai didi sheikh hajji haji ustad ustaz alhaji alhaja chief mallam mzee mwalimu bwana sahib begum
kuya ate nong datuk datin encik puan bapak ibu
"""

PARTICLES = """
van von der den de del della delle dello dei degli di da das do dos du la le las los lo el al
zu zum zur zur af av ter ten te op bin ibn ben bint binti abu abd abdul abdel ul ur el bar mac mc
fitz san santa santo sao saint st ste e y i und og san ap ferch y dela delos dal dalla d l o
"""

STREETS = """
street st road rd avenue ave av lane ln drive dr boulevard blvd court ct place pl square sq
terrace ter way close crescent cres highway hwy parkway pkwy circle cir trail trl alley row mews
loop plaza pike turnpike route rte expressway freeway broadway esplanade quay wharf embankment
gardens grove green heights hill park view walk rise vale apartment apt suite ste unit floor flat
building bldg block house po box near opposite behind nagar marg chowk gali colony sector phase
vihar layout cross main extension enclave bazar bazaar strasse str weg allee platz gasse ring
damm ufer chaussee steig pfad wohnung straat laan plein gracht kade singel dreef hof steenweg
postbus rue chemin impasse place quai cours passage square sentier hameau lieu lotissement
residence batiment etage appartement calle avenida avda carrera cra plaza paseo camino carretera
ronda glorieta travesia urbanizacion colonia barrio manzana lote piso puerta apartado portal
escalera via viale piazza piazzale corso largo vicolo contrada strada lungomare salita scala
interno rua travessa praca alameda estrada rodovia largo beco ladeira quadra conjunto bairro
andar katu tie polku kuja kaari tori puistotie bulevardi raitti rinne tanav tn puiestee pst maantee
mnt tee vaik plats korter ulica ul aleja aleje al plac osiedle os rondo skwer mieszkanie lok
wieza jalan jln lorong soi thanon gata gatan vagen vej gade alle sokak sokagi cadde caddesi
mahalle mahallesi apartmani ulitsa prospekt pereulok prospect barangay brgy purok sitio
"""

FIRMS = """
inc incorporated corp corporation llc llp ltd limited plc co company group holdings holding
partners associates enterprises industries services solutions systems technologies technology
labs laboratories studios gmbh ag kg ohg ev mbh ug se bv nv vof sa sarl sas sasu eurl sl slu srl
spa snc sapa lda ltda eireli oy oyj ky tmi ou as tu mtu fie spzoo zoo sp spolka sro aps ab hf pty
pvt bhd kk
bank banco banque banca banka pank pankki insurance assurance versicherung seguros assicurazioni
university universitat universite universidad universidade universiteit yliopisto ulikool
uniwersytet college school academy institute hospital klinikum clinic hopital ospedale sairaala
haigla szpital pharmacy apotheke airlines airways hotel inn resort motel restaurant cafe bistro
trattoria pizzeria grill diner bakery supermarket store stores shop market mall salon spa gym
theater theatre cinema museum stadium arena church ministry agency council foundation stiftung
association union federation society club team league
google amazon apple microsoft facebook meta instagram whatsapp twitter youtube netflix spotify
uber lyft airbnb paypal venmo zelle stripe visa mastercard amex discover citibank citi barclays
hsbc lloyds natwest santander bbva monzo revolut ing rabobank commerzbank sparkasse unicredit
intesa itau bradesco nordea swedbank seb wells fargo chase walmart target costco kroger tesco
sainsbury sainsburys asda aldi lidl carrefour ikea zara nike adidas puma samsung sony lg nokia
huawei xiaomi motorola lenovo dell hp intel nvidia oracle ibm sap cisco adobe salesforce openai
chatgpt gmail hotmail outlook yahoo skype zoom slack android iphone ipad macbook windows linux
toyota honda ford bmw audi mercedes volkswagen vw renault peugeot fiat nissan hyundai kia tesla
volvo skoda seat mazda subaru suzuki jeep dodge chevrolet chevy chrysler cadillac lexus acura
fedex ups usps dhl hermes dpd verizon comcast xfinity tmobile sprint vodafone telefonica orange
movistar telekom telia elisa starbucks mcdonalds subway dominos kfc wendys chipotle burger
marriott hilton hyatt sheraton ibis ryanair easyjet lufthansa klm finnair emirates qatar delta
united southwest jetblue aetna cigna humana kaiser bupa allianz axa geico progressive pfizer
moderna bayer roche novartis merck astrazeneca cvs walgreens disney pixar marvel nintendo xbox
playstation tiktok snapchat linkedin reddit pinterest ebay etsy shopify alibaba aliexpress
flipkart paytm swiggy zomato ola jio airtel infosys wipro tata reliance grab gojek shopee lazada
"""

MONTHS_AND_DAYS = """
january february march april may june july august september october november december
jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday
saturday sunday mon tue tues wed thu thur thurs fri sat sun spring summer autumn fall winter
christmas easter halloween thanksgiving ramadan diwali eid hanukkah
"""

# English words that are common names too, and that subtitles write too seldom without capitals.
ALSO_WORDS = """
carol robin ruby amber jade olive hazel violet iris ivy basil cook baker smith fisher turner
walker hunter mason cooper archer reed dean sandy daisy lily poppy heather holly laurel ginger
rosemary crystal jasmine dale glen cliff clay heath brook lane ford wells mills barnes banks
woods fields brooks rivers waters bridges burns parks marks gale gene jay penny peggy rusty
misty stormy sunny wade ward bishop pope knight prince duke earl baron king queen marshall
chandler porter butler potter weaver miller tanner sawyer skinner piper singer carver
fuller bowman chambers gates hood horn lamb wolf fox crane drake finch swift nightingale
peacock pike bass trout salmon herring rice bean berry cherry plum onion ray dick jack lance
mace merry miles nick norm pat skip sue mark bill will may art grant grace hope faith joy
dawn summer autumn rose frank chase chance drew rich young long price case page bush stone
woody genesis destiny harmony melody serenity liberty journey royal major sergeant colt
gunner maverick rocky rowdy sterling cash lucky max pep buddy junior rex ace mac mic
"""

# Words of chats that books and subtitles hold too seldom, or as names.
CHAT_WORDS = """
pls plz thx tnx thnx ty tysm np omg lol idk btw asap fyi imo brb gonna wanna gotta lemme gimme
kinda sorta dunno yep yup yeah nope nah ok okay okie okey alright alrighty hiya hey hii hello
thankyou thanx ur u r n y abt bcoz coz cuz pic pics info app apps sms otp pin cvv ssn dob atm
atms bbq gps suv usd eur gbp aud cad inr wifi sim esim email emails login signup checkin checkout
refund refunds voucher vouchers passcode contactless crypto topup visa mastercard paypal debit
almond chai vanilla matcha latte mocha mochas macchiato cappuccino espresso oolong decaf topping
toppings caesar salad alfredo pizza burger fries soda sprite pepsi coke seller sellers buyer
dryer washer cone edit valid invalid halo colon doc docs doo gud alot lke til aj ent
passport visa layover layovers oneway nonstop lax jfk hola gracias
adios buenos buenas dias tardes noches favor vale danke bitte hallo tschuss moin servus merci
bonjour bonsoir salut ciao grazie prego buongiorno buonasera obrigado obrigada ola bom boa tchau
bedankt dank alsjeblieft alstublieft doei hoi kiitos moi hei moikka czesc dziekuje prosze dobry
dzien namaste haan nahi ji kya ref refs acct amt qty tel mob no nr num
"""

# No package holds more than a handful of Estonian.
ESTONIAN_WORDS = """
aitah palun tere head aega hommikust paeva ohtut jah ei on ma mina sa sina ta tema me meie te teie
nad nemad see need mu minu su sinu oma kas mis kes kus kuna kuidas miks millal milline ja ning ega
aga kuid vaid siis kui et sest nii ka veel juba ikka alati kunagi praegu homme eile tana varsti
palju vahe rohkem natuke vaga hasti halvasti uus vana suur vaike hea halb kiire olen oled oleme
olete oli olid olin olla saan saad saab saame saate saada sain tahan tahaks soovin sooviksin pean
peab tean tea voin voib vaja tuleb tulen laheb lahen teha teen teeb tegin raha arve pank kaart
konto tellimus tellimuse pakk pood hind makse leping number telefon aadress kood parool isikukood
nimi arst haigla ravim valu kodu too aeg paev nadal kuu aasta kell uks kaks kolm neli viis kuus
seitse kaheksa uheksa kumme sada tuhat vabandust kohe korras selge loomulikult muidugi vist
abi aidata kysimus kusimus vastus probleem viga ootan ootama saata saatke vastake helistage
"""

# Common names that subtitles write without capitals often enough to look like words.
NOT_WORDS = """
emily mike billy sean roger adrian julian sebastian danny johnny jimmy eddie tommy
євген єфрем адам константин أمير سعيد جمال سليمان عزيز 지혜 지원 איתי איתן
"""

# Short forms and spellings of names beyond those that the packages know.
NICKNAMES = """
alex ali andi andy annie babs barb bea becca bella ben benji bernie bert beth betsy bettie betty
bill billy bob bobby brad brit cam cass cat cathy charlie chaz chip chloe chris chuck cindy coco
connie dan danny dave deb debbie dee denny dick dom donnie dora dot drew ed eddie ellie em emmy
ernie fran frankie fred freddie gabby gabe gene geoff gerry gina ginny greg gus hal hank harry
izzy jack jackie jake jamie jan jeff jen jenny jerry jess jessie jill jim jimmy jo joe joey johnny
jon josh judy jules kat kate kathy katie kay ken kenny kim kris larry laurie len lenny leo les lex
lexi lily linny liz lizzie lola lou louie lucy maddie maggie mandy manny marge marty mary matt
maxie mel meg mia mick mickey mike mikey milly mimi mindy minnie missy mo molly nan nancy nat nate
ned nell nick nicky nikki nina ollie pam pat patty peg peggy penny pete phil polly rach randy ray
reggie rich rick ricky rita rob robbie ron ronnie rosie ross roxy russ sal sally sam sammy sandy
shelly sid stan steph steve stevie stu sue susie suzy tammy ted teddy terry tess tessa theo tim
timmy tina toby tom tommy toni tony tori tracy trish val vic vicky vince viv wendy wes will willy
xander zac zach zack
hans heinz uli uwe rudi willi sepp toni resi vroni gabi susi steffi moni conny kalle matze basti
jupp wim jaap kees piet henk joost bas daan sjaak truus miep annie jojo fifi gigi lolo nono titi
pepe paco nacho chema lalo beto memo chuy tono tono lupe nena chela chayo concha pili mari lola
kike quique rafa fede nico santi seba javi fer alejo tito tita gianni beppe peppe pippo nino nini
mimmo ciccio gigi lello toto toto ze zeca chico nando tata bia duda gabi guto juju lipe cacau
make jussi pekka matti masa jukka heikki timppa sepi manu kalle ville mikke
kasia gosia basia asia ania ola ela ewka zosia jola krysia magda aga dorotka marysia hania
tomek bartek wojtek przemek krzysiek krzys jasiek janek staszek zbyszek kuba mirek jurek darek
jarek marcinek lukaszek grzes maciek pawelek piotrek radek rysiek slawek sasha misha dima vanya
kolya petya alyosha katya masha natasha tanya olya lena sveta vova zhenya serezha lyosha yura
mehmetcik abdo hamada mido bibi raju sonu monu pinky bunty guddu chintu pappu babu lakshmi
"""

REGION_CODES = """
al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny
nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr ab bc mb nb nl ns nt nu on pe qc sk yt
nsw vic qld tas act cal calif fla tex penn mass wash ariz colo conn ill ind mich minn miss
"""

COUNTRIES = """
usa us uk uae america britain england scotland wales ireland holland korea russia iran
syria vietnam laos taiwan palestine kosovo czechia macedonia burma congo turkey
deutschland osterreich schweiz niederlande nederland belgie belgique
suisse svizzera italia espana francia frankreich frankrijk espagne allemagne alemania alemanha
germania inglaterra inghilterra angleterre suomi eesti polska niemcy anglia hiszpania wlochy
mexico peru brasil brazil bharat hindustan sverige norge danmark island turkiye rossiya ukraina
"""
COUNTRY_PHRASES = """
united states; united states of america; united kingdom; great britain; northern ireland;
south korea; north korea; united arab emirates; saudi arabia; hong kong; czech republic;
ivory coast; cape verde; east timor; south africa; new zealand; sri lanka; costa rica
"""

REGIONS = """
europe asia africa antarctica oceania scandinavia caribbean balkans midwest yorkshire cornwall
devon kent essex sussex surrey norfolk suffolk cumbria lancashire cheshire bavaria saxony
catalonia andalusia tuscany sicily sardinia lombardy piedmont provence brittany normandy flanders
wallonia silesia mazovia lapland ontario quebec alberta manitoba saskatchewan victoria tasmania
queensland punjab gujarat maharashtra kerala karnataka telangana rajasthan bihar odisha assam
haryana goa sindh balochistan bengal kashmir uttarakhand jharkhand chhattisgarh lagos oyo kano
gauteng limpopo jalisco yucatan oaxaca chiapas puebla sonora luzon visayas mindanao java sumatra
bali borneo siberia crimea
"""
REGION_PHRASES = """
new south wales; british columbia; nova scotia; new brunswick; prince edward island;
newfoundland and labrador; northwest territories; western australia; south australia;
northern territory; tamil nadu; uttar pradesh; madhya pradesh; andhra pradesh; west bengal;
himachal pradesh; new england; bay area; latin america; south america; north america;
central america; middle east; western cape; eastern cape; kwazulu natal; east anglia;
west midlands; east midlands; baden wurttemberg; nordrhein westfalen; north rhine westphalia;
rheinland pfalz; schleswig holstein; mecklenburg vorpommern; sachsen anhalt; ile de france;
rio grande do sul; minas gerais; mato grosso; santa catarina; nuevo leon; baja california;
silicon valley; puerto rico; district of columbia; new york state
"""

# Short forms of towns, and towns that chats write as one word.
CITY_NAMES = """
nyc sf sfo lax philly vegas nola frisco chitown newyork newdelhi losangeles sanfrancisco sandiego
sanjose sanantonio lasvegas newjersey newhaven neworleans hongkong kualalumpur capetown
saopaulo riodejaneiro mexicocity buenosaires telaviv abudhabi bombay calcutta madras bangalore
bengaluru blore hyd mumbai chennai kolkata pune delhi gurgaon gurugram noida trivandrum cochin
kochi vizag trichy coimbatore mysore mangalore peking saigon bkk jozi joburg brum manc ldn
"""

# The family names that most Poles bear; other lists give many rare ones.
POLISH_FAMILIES = """
nowak kowalski wiśniewski wójcik kowalczyk kamiński lewandowski zieliński szymański woźniak
dąbrowski kozłowski mazur jankowski kwiatkowski wojciechowski krawczyk kaczmarek piotrowski
grabowski zając pawłowski król michalski wróbel wieczorek jabłoński nowakowski majewski stępień
olszewski jaworski malinowski dudek adamczyk pawlak górski nowicki sikora walczak witkowski
rutkowski baran michalak szewczyk ostrowski tomaszewski pietrzak zalewski wróblewski marciniak
jasiński zawadzki bąk sadowski duda wilk włodarczyk borkowski sokołowski chmielewski sawicki
kucharski lis kubiak mazurek kalinowski wysocki maciejewski kołodziej czarnecki sobczak
głowacki urban krajewski cieślak zakrzewski wasilewski krupa laskowski ziółkowski gajewski
szulc mróz makowski brzeziński baranowski przybylski szczepański kozak kania
"""

# Words of other scripts that are names and common words; found only beside another name.
WORDS_OF_OTHER_SCRIPTS = """
вера надежда любовь роман слава мир лев роза лилия май август виктория победа свет новак
安静 高兴 平安 和平 方便 文明 高明 明明 安全 温和 金融 高度 向前 于是 成功 成立 成长 方法 方向
שלום שיר אור חן טל גל רון ליאור מזל תודה אבי דרור נוי שי רז עדי אביב מור סתיו
平静 安宁 文静 白云 黄金 金华 云南 高峰 高超 平凡 时间 时候 年轻 万一 万分 关心 关注 包含 常用 应该
서울 이해 이상 이유 이용 이번 정도 정말 하나 하지 이제 이미 고민 신청 주문 안내 조금 전화 성공 문제
"""


def phrases(table: str) -> list[str]:
    """The stretches of a table between semicolons, each on one line."""
    return [" ".join(each.split()) for each in table.split(";") if each.strip()]
