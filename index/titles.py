"""Words that stand around printed names: forms of address, offices, ranks, and the countries that offices are of.

All are folded: lower case, no dots, no accents (so that "й" is "и"). Several languages, since parliaments print their
own.
"""

from __future__ import annotations

MALE = frozenset(
    """
    mr sir herr herrn monsieur senor sr signor sig pan gospod tov mister dhr heer sri shri
    """.split()
)
FEMALE = frozenset(
    """
    mrs ms miss mx dame madam madame mme mlle mademoiselle frau senora sra srta senorita signora signorina sigra
    pani gospa smt shrimati mevrouw mw
    """.split()
)
HONORIFICS = (
    MALE
    | FEMALE
    | frozenset(
        """
    dr prof professor hon honourable honorable rt right rev reverend excellency esq mag ing dipl drs mgr messrs mm
    onorevole l'hon l'honorable
    """.split()
    )
)
SPEAKS_AS = frozenset("lord lady baroness baron viscount viscountess earl countess duke duchess marquess".split())
"""Titles of nobility are part of the name: nobody is called "Faulkner of Worcester"."""

RANKS = frozenset(
    """
    king queen prince princess emperor empress pope bishop archbishop cardinal judge justice major general captain
    colonel sergeant marshal admiral sheriff knight master hero konig konigin koning koningin krol zupan мер
    """.split()
)
"""Offices that are surnames, too: "John Major", "Elena Kagan King"; an office only where they stand before the name."""

OFFICES = RANKS | frozenset(
    """
    senior president premier prime minister secretary senator congressman congresswoman representative governor mayor
    councillor councilor chair chairman chairwoman chairperson chairmen moderator ambassador commissioner director
    leader head deputy vice first acting former delegate envoy rapporteur member interpreter translator host anchor
    journalist reporter correspondent presenter ceo cfo cto officer aide adviser advisor assistant spokesman
    spokeswoman spokesperson ombudsman ombudsperson rector provost academician editor observer manager founder
    cofounder co-founder coordinator commander lieutenant lt-gen brigadier corporal private chief inspector
    superintendent attorney counsel solicitor advocate prosecutor registrar clerk usher serjeant treasurer auditor
    comptroller whip mp mep msp chaplain rabbi imam mufti patriarch metropolitan abbot father mother sister brother
    nuncio consul doctor coach champion cosmonaut astronaut engineer teacher student volunteer witness expert
    trustee chairholder undersecretary under-secretary general-secretary secretary-general president-elect
    vice-president vicepresident vice-chair vice-chairman co-chair co-chairman co-chairperson minister-president
    apnsa designate operator presiding announcer analyst panelist panellist commentator chancellor speaker facilitator
    convener
    convenor taoiseach tanaiste ceann comhairle administrator congressmember official nominee pastor deacon
    gentleman economist executive llywydd

    prasident prasidentin vizeprasident vizeprasidentin alterprasident alterprasidentin bundeskanzler
    bundeskanzlerin bundesminister bundesministerin staatsminister staatsministerin ministerprasident
    ministerprasidentin bundesprasident bundesprasidentin abgeordneter abgeordnete kanzler kanzlerin staatssekretar
    staatssekretarin parlamentarischer parlamentarische burgermeister burgermeisterin oberburgermeister
    oberburgermeisterin senatorin ministerin landesrat landesratin landeshauptmann schriftfuhrer schriftfuhrerin
    bundestagsprasident bundestagsprasidentin landtagsprasident landtagsprasidentin landrat landratin aussenminister
    aussenministerin innenminister innenministerin finanzminister finanzministerin verteidigungsminister
    verteidigungsministerin botschafter botschafterin vorsitzende vorsitzender

    presidente presidenta vicepresidente vicepresidenta ministro ministra diputado diputada deputado deputada
    senador senadora secretario secretaria prosecretario alcalde alcaldesa gobernador gobernadora rey reina
    portavoz relator relatora senatore senatrice deputato onorevole relatore sottosegretario sindaco sindaca
    concejal concejala consejero consejera embajador embajadora canciller intendente prefeito prefeita vereador
    vereadora governador governadora embaixador embaixadora chanceler primeiro-ministro primeira-ministra assessore
    assessora ambasciatore ambasciatrice

    presidente presidenta vice-presidente vice-presidenta ministre depute deputee senateur secretaire maire
    rapporteuse chancelier orateur oratrice presidence ambassadeur ambassadrice prefet prefete gouverneur gouverneure
    conseiller conseillere

    voorzitter minister-president staatssecretaris statsminister talman statsradet ordforande riksdagsman
    predsednik predsednica podpredsednik podpredsednica predsedujoci predsedujoca poslanec poslanka ministrica
    marszalek wicemarszalek posel premiera elnok kepviselo miniszter prezident prezidentka premierka baskan bakan
    milletvekili puhemies ministeri kansanedustaja marszałek wicemarszałek poseł posłanka statsrad talmannen
    presidenten burgemeester wethouder gedeputeerde prezydent wicepremier wiceminister burmistrz wojewoda ambasador
    rektor przewodniczacy przewodniczaca zupanja veleposlanik veleposlanica guverner

    председатель председательствующии председательствующая президент министр депутат премьер-министр губернатор
    мэр сенатор посол вице-президент спикер ректор президентка міністр міністерка прем'єр-міністр
    прем'єр-міністерка
    ведущии ведущая головуючии головуюча голова министерка депутатка председателят προεδροσ προεδρευων προεδρευουσα
    υπουργοσ
    """.split()
)

COUNTRIES_OF = frozenset(
    name.strip()
    for name in """
    россии, российскои федерации, рф, беларуси, республики беларусь, казахстана, республики казахстан, украины,
    украіни, польши, polski, rzeczypospolitej polskiej, rp, slovenije, republike slovenije, hrvatske
    """.split(",")
)
"""Countries in the genitive, folded, which stand behind an office without a word between: "Президент России"."""

ABBREVIATED = frozenset("sen rep gov gen col lt sgt amb maj capt cmdr adm sec pres supt atty cllr ald del com".split())
"""Offices cut short; only with their dot, since "Hun Sen" is a name."""
ARTICLES = frozenset("the le la el il lo o a os as der die das de het an l' les den det".split())
OF = frozenset("of for to at on in de du des da do del della dei delle di von fur van voor za pour para".split())
POST_NOMINALS = frozenset("mp mep msp mla qc kc obe cbe dbe mbe kbe phd".split())

POLITIES = frozenset(
    """
    republic kingdom federation state states union emirates commonwealth principality sultanate confederation duchy
    region territory province district
    """.split()
)
ADJECTIVES = frozenset(
    """
    united south north east west new saudi great sri costa el san foreign internal external economic social public
    national international czech dominican central sierra burkina federal supreme european general civil armed
    natural human digital home finance environmental scientific legal industrial
    """.split()
)
"""Words after "of" that never end what an office is of: "Minister of Foreign Affairs"."""
BODIES = frozenset(
    """
    affairs party council committee house commission assembly court bank staff state parliament senate congress
    defence defense labour labor health education finance justice trade transport energy interior treasury agriculture
    environment culture industry science police service services board group union corporation company university
    institute agency ministry office department opposition government faction fund association foundation federation
    business works pensions security development law act plan bill program programme conclusion introduction point
    organization organisation nations assembly initiative project policy strategy report framework agreement treaty week
    day month year
    """.split()
)
"""Words that are no surname where they end a printed office: "Leader of the Green Party"."""

COUNTRIES = frozenset(
    name.strip()
    for name in """
    afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria, azerbaijan, bahamas,
    bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, bolivia, bosnia and herzegovina, botswana,
    brazil, brunei, bulgaria, burkina faso, burundi, cambodia, cameroon, canada, cape verde, cabo verde,
    central african republic, chad, chile, china, colombia, comoros, congo, costa rica, croatia, cuba, cyprus,
    czech republic, czechia, denmark, djibouti, dominica, dominican republic, east timor, ecuador, egypt, el salvador,
    equatorial guinea, eritrea, estonia, eswatini, ethiopia, fiji, finland, france, gabon, gambia, georgia, germany,
    ghana, great britain, greece, grenada, guatemala, guinea, guinea-bissau, guyana, haiti, holland, honduras, hungary,
    iceland, india, indonesia, iran, iraq, ireland, israel, italy, ivory coast, cote d'ivoire, jamaica, japan, jordan,
    kazakhstan, kenya, kiribati, korea, south korea, north korea, kosovo, kuwait, kyrgyzstan, laos, latvia, lebanon,
    lesotho, liberia, libya, liechtenstein, lithuania, luxembourg, madagascar, malawi, malaysia, maldives, mali, malta,
    mauritania, mauritius, mexico, micronesia, moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar,
    namibia, nauru, nepal, netherlands, new zealand, nicaragua, niger, nigeria, north macedonia, macedonia, norway,
    oman, pakistan, palau, palestine, panama, papua new guinea, paraguay, peru, philippines, poland, portugal, qatar,
    romania, russia, rwanda, saint lucia, samoa, san marino, saudi arabia, senegal, serbia, seychelles, sierra leone,
    singapore, slovakia, slovenia, somalia, south africa, south sudan, spain, sri lanka, sudan, suriname, sweden,
    switzerland, syria, taiwan, tajikistan, tanzania, thailand, timor-leste, togo, tonga, trinidad and tobago, tunisia,
    turkey, turkiye, turkmenistan, tuvalu, uganda, ukraine, united arab emirates, united kingdom, united states,
    united states of america, uruguay, uzbekistan, vanuatu, vatican, venezuela, vietnam, viet nam, yemen, zambia,
    zimbabwe, scotland, wales, england, northern ireland, catalonia, bavaria, quebec, european union, united nations,
    european commission, european council, european parliament
    """.split(",")
)
