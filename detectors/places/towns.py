"""Names of states, countries and large cities that say where a postcode belongs.

Only what is large or common: a gazetteer cannot tell towns from people, a postcode
beside a name that everyone knows can. Source: Unicode CLDR territories and the
subdivisions of ISO 3166-2 for US, CA, AU and IN; cities of over half a million people.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _lines(text: str) -> frozenset[str]:
    return frozenset(name.strip() for name in text.replace("\n", ",").split(",") if name.strip())


US_STATES = _words(
    "al ak az ar ca co ct de dc fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh "
    "nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy pr gu vi as"
)
OTHER_CODES = _words("on qc bc ab mb sk ns nb nl pe nt yt nu nsw vic qld tas act usa us uk uae ny")
# Words of every day, too: as a state they need capitals or a postcode behind them.
WORDS_TOO = _words("in or me hi ok oh id pa ma la de co al as on ab us pe mo act vi")

REGIONS = _lines("""
    alabama, alaska, arizona, arkansas, california, colorado, connecticut, delaware, florida
    georgia, hawaii, idaho, illinois, indiana, iowa, kansas, kentucky, louisiana, maine
    maryland, massachusetts, michigan, minnesota, mississippi, missouri, montana, nebraska
    nevada, new hampshire, new jersey, new mexico, new york, north carolina, north dakota
    ohio, oklahoma, oregon, pennsylvania, rhode island, south carolina, south dakota
    tennessee, texas, utah, vermont, virginia, washington, west virginia, wisconsin, wyoming
    puerto rico, guam, district of columbia, ontario, quebec, british columbia
    alberta, manitoba, saskatchewan
    nova scotia, new brunswick, new south wales, queensland, tasmania, south australia
    western australia, andhra pradesh, assam, bihar, chhattisgarh, goa, gujarat, haryana
    himachal pradesh, jharkhand, karnataka, kerala, madhya pradesh, maharashtra, manipur
    meghalaya, mizoram, nagaland, odisha, punjab, rajasthan, sikkim, tamil nadu, tamilnadu
    telangana, tripura, uttar pradesh, uttarakhand, west bengal, puducherry, pondicherry
    england, scotland, wales, northern ireland, bavaria, bayern, hessen, sachsen, catalonia
    andalucía, wilayah persekutuan, jalisco, são paulo, sao paulo, rio de janeiro
    minas gerais, mazowieckie, harjumaa, tartumaa, uusimaa
""")
COUNTRIES = _lines("""
    united states, united states of america, america, usa, canada, mexico, brazil, brasil
    argentina, chile, colombia, peru, uruguay, venezuela, united kingdom, great britain
    ireland, france, germany, deutschland, austria, österreich, switzerland, schweiz, suisse
    netherlands, the netherlands, nederland, belgium, belgique, belgië, luxembourg, spain
    españa, portugal, italy, italia, poland, polska, czech republic, czechia, slovakia
    hungary, romania, bulgaria, greece, croatia, slovenia, serbia, ukraine, russia, belarus
    estonia, eesti, latvia, lithuania, finland, suomi, sweden, sverige, norway, norge
    denmark, danmark, iceland, greenland, turkey, türkiye, israel, egypt, tunisia, morocco
    south africa, nigeria, kenya, ghana, ethiopia, australia, new zealand, japan, china
    south korea, korea, taiwan, hong kong, singapore, malaysia, indonesia, thailand, vietnam
    philippines, india, pakistan, bangladesh, sri lanka, nepal, cyprus, malta, dubai, qatar
    saudi arabia, united arab emirates, iran, iraq, jordan, lebanon, kazakhstan
""")
CITIES = _lines("""
    los angeles, chicago, houston, phoenix, philadelphia, san antonio, san diego, dallas
    austin, san jose, fort worth, jacksonville, columbus, charlotte, indianapolis
    san francisco, seattle, denver, nashville, oklahoma city, boston, portland, las vegas
    detroit, memphis, louisville, baltimore, milwaukee, albuquerque, tucson, fresno
    sacramento, mesa, kansas city, atlanta, omaha, colorado springs, raleigh, miami
    virginia beach, long beach, oakland, minneapolis, tampa, tulsa, arlington, new orleans
    wichita, cleveland, bakersfield, honolulu, anaheim, orlando, saint paul, st louis
    cincinnati, pittsburgh, anchorage, newark, lincoln, buffalo, brooklyn, manhattan, queens
    boise, richmond, salt lake city, des moines, spokane, jersey city, santa monica, fargo
    santa clara, palo alto, mountain view, berkeley, santa rosa, san rafael, juneau
    toronto, montreal, vancouver, calgary, edmonton, ottawa, winnipeg, mexico city
    guadalajara, monterrey, puebla, tijuana, ciudad de mexico, ciudad de méxico, cdmx
    london, birmingham, manchester, glasgow, leeds, liverpool, edinburgh, bristol, sheffield
    cardiff, belfast, leicester, nottingham, dublin, cork, paris, lyon, marseille, toulouse
    nice, nantes, strasbourg, bordeaux, lille, berlin, hamburg, munich, münchen, köln
    cologne, frankfurt, stuttgart, düsseldorf, leipzig, dortmund, essen, bremen, dresden
    hannover, nürnberg, vienna, wien, graz, zurich, zürich, geneva, genève, basel, bern
    amsterdam, rotterdam, den haag, the hague, utrecht, eindhoven, brussels, bruxelles
    brussel, antwerpen, gent, madrid, barcelona, valencia, sevilla, seville, zaragoza
    málaga, malaga, bilbao, murcia, granada, lisbon, lisboa, porto, rome, roma, milan
    milano, naples, napoli, turin, torino, palermo, bologna, florence, firenze, venezia
    warszawa, warsaw, kraków, krakow, gdansk, wroclaw, poznan, lodz, bialystok
    częstochowa, łódź, wrocław, poznań, gdańsk, gdynia, szczecin
    lublin, katowice, białystok, prague, praha, brno, bratislava, budapest, bucharest
    sofia, athens, belgrade, zagreb, kyiv, kiev, moscow, minsk, riga, vilnius, kaunas
    tallinn, tartu, helsinki, espoo, tampere, turku, oulu, vantaa, stockholm, göteborg
    gothenburg, malmö, solna, oslo, bergen, copenhagen, københavn, aarhus, reykjavik
    istanbul, ankara, izmir, cairo, lagos, nairobi, johannesburg, cape town, durban
    sydney, melbourne, brisbane, perth, adelaide, canberra, auckland, wellington
    tokyo, osaka, kyoto, yokohama, seoul, busan, incheon, beijing, shanghai, guangzhou
    shenzhen, taipei, bangkok, hanoi, ho chi minh city, manila, jakarta, kuala lumpur
    mumbai, bombay, delhi, new delhi, bangalore, bengaluru, hyderabad, chennai, madras
    kolkata, kolkatta, calcutta, pune, ahmedabad, surat, jaipur, lucknow, kanpur, nagpur
    indore, thane, bhopal, visakhapatnam, vizag, patna, vadodara, ghaziabad, ludhiana, agra
    nashik, faridabad, meerut, rajkot, varanasi, srinagar, aurangabad, dhanbad, amritsar
    navi mumbai, allahabad, prayagraj, ranchi, howrah, coimbatore, jabalpur, gwalior
    vijayawada, jodhpur, madurai, raipur, kota, guwahati, chandigarh, solapur, hubli
    mysore, mysuru, tiruchirappalli, trichy, tiruppur, tirupur, salem, bareilly, moradabad
    gurgaon, gurugram, noida, aligarh, jalandhar, bhubaneswar, warangal, guntur, kochi
    cochin, thiruvananthapuram, trivandrum, kozhikode, calicut, thrissur, kollam, erode
    vellore, tirunelveli, thanjavur, tuticorin, thoothukudi, nellore, mangalore, belgaum
    dehradun, udaipur, ajmer, jammu, shimla, kanchipuram, cuddalore, dindigul, nagercoil
    karur, tindivanam, karachi, lahore, islamabad, dhaka, colombo, kathmandu
    bogotá, bogota, medellín, medellin, lima, santiago, buenos aires, brasília, salvador
    fortaleza, belo horizonte, curitiba, recife, porto alegre, caracas, montevideo
""")
NAMES = REGIONS | COUNTRIES | CITIES
# How many words the longest has.
LONGEST = max(len(name.split()) for name in NAMES)
