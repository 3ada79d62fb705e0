"""The words by which a text says what a number counts: in English, French, Spanish and Arabic.

Words of a measure by where they stand to their number: before it ("killing 30"), after it ("30 fled"), right after it
("30 lives"), or on either side ("30 killed", "killed 30"). Phrases are separated by semicolons. Put together and folded
by marks.py.
"""

from __future__ import annotations

from enum import Enum, auto


class Side(Enum):
    """Where a word stands to the number that it belongs to."""

    BEFORE = auto()
    AFTER = auto()
    RIGHT_AFTER = auto()
    EITHER = auto()


MEASURE_WORDS: dict[str, dict[Side, str]] = {
    "killed": {
        Side.BEFORE: """
            kill; kills; killing; cost the lives of; costing the lives of; death of; deaths of; toll; loss of;
            massacre of; massacred; executing; beheading;
            tuant; tuent; mort de; décès de; bilan; coûté la vie à; coûtant la vie à; massacre de; perte de;
            muerte de; muertes de; mató; mataron; matando; cobró la vida de; costó la vida a; asesinó; asesinaron;
            pérdida de; masacre de;
            مقتل; وفاة; استشهاد; مصرع; حصيلة; أودى بحياة; أودت بحياة; تقتل; يقتل; بمقتل; قتلت;
            """,
        Side.AFTER: """
            die; died; dies; dying; drown; drowned; perish; perished; lost their lives; lose their lives; lost his
            life; lost her life; death; were dead;
            ont péri; ont perdu la vie; sont morts; sont mortes; noyés; noyées; victimes mortelles;
            víctimas mortales; ahogados;
            قتيل; قتيلا; قتيلة; شهيد; شهيدا; لقوا حتفهم; لقوا مصرعهم; لقي حتفه; حتفهم; مصرعهم; ماتوا; توفوا; غرقوا;
            """,
        Side.RIGHT_AFTER: """
            lives;
            vies;
            vidas;
            ضحية;
            """,
        Side.EITHER: """
            killed; dead; deaths; fatalities; fatality; bodies; corpses; slain; murdered; executed; shot dead;
            martyred; beheaded;
            tué; tués; tuée; tuées; mort; morts; morte; mortes; décès; décédés; décédées; assassinés; exécutés;
            cadavres; cadáveres; جثة; جثث; matado; mueren;
            murieron; murió; han muerto; fallecieron; falleció; perdieron la vida;
            muerto; muertos; muerta; muertas; fallecidos; fallecidas; fallecido; asesinados; asesinadas; asesinado;
            muertes; ejecutados;
            قتل; قتلوا; قتلى; القتلى; شهداء; استشهد; استشهدوا; وفيات; توفي; مات; أعدم;
            """,
    },
    "injured": {
        Side.BEFORE: """
            injuring; injures; injure; wounding; wounds; wound; maiming;
            blessant; blessent;
            hiriendo; hirió; hirieron;
            إصابة; جرح; وإصابة; بإصابة;
            """,
        Side.AFTER: """
            in hospital; hospitalised; hospitalized;
            hospitalisés; hospitalisées;
            hospitalizados; hospitalizadas;
            جريح; جريحا; جريحة; مصاب; مصابا; مصابين;
            """,
        Side.EITHER: """
            injured; wounded; hurt; injuries; maimed;
            blessé; blessés; blessée; blessées;
            herido; heridos; herida; heridas; lesionados; lesionadas;
            أصيب; أصيبوا; أصيبت; جرحى; إصابات; جرحوا;
            """,
    },
    "missing": {
        Side.EITHER: """
            missing; unaccounted for; disappeared;
            disparu; disparus; disparue; disparues;
            desaparecido; desaparecidos; desaparecida; desaparecidas;
            مفقود; مفقودا; مفقودين; مفقودون; فقدان; فقد; اختفاء; مختفين;
            """,
    },
    "abducted": {
        Side.BEFORE: """
            abducting; kidnapping; abduction of; kidnapping of;
            enlevant; kidnappant; enlèvement de;
            secuestrando; secuestró; secuestraron; secuestro de;
            اختطاف; خطف; خطفت;
            """,
        Side.EITHER: """
            abducted; kidnapped; taken hostage;
            enlevé; enlevés; enlevées; kidnappés; kidnappées; pris en otage;
            secuestrado; secuestrados; secuestradas; tomados como rehenes;
            مختطف; مختطفا; مختطفين; اختطف; اختطفوا; رهينة;
            """,
    },
    "detained": {
        Side.BEFORE: """
            detaining; arresting; arrest of; detention of;
            arrêtant; arrestation de; détention de;
            deteniendo; detuvo; detuvieron; detención de; arresto de;
            اعتقال; احتجاز; اعتقلت; احتجزت; توقيف;
            """,
        Side.EITHER: """
            detained; arrested; imprisoned;
            arrêté; détenu; détenus; détenues; arrêtés; arrêtées; emprisonnés;
            detenido; detenidos; detenidas; arrestados; arrestadas; encarcelados;
            معتقل; معتقلا; معتقلين; اعتقل; محتجز; محتجزا; محتجزين;
            """,
    },
    "displaced": {
        Side.BEFORE: """
            displacing; displaces; uprooting; uproots; displacement of; forced; forcing; exodus of;
            déplaçant; déplacement de; déracinant; contraint; contraignant; forcé; forçant; exode de;
            desplazando; desplazó; desplazaron; desplazamiento de; obligó a; obligando a; forzó a; éxodo de;
            نزوح; تشريد; تهجير; شردت; هجرت; تهجر; نزح; نزحت; فرار; فر; أجبرت; أجبر;
            """,
        Side.AFTER: """
            fled; flee; fleeing; left their homes; leave their homes; left home; took flight; abandoned their homes;
            driven from home; driven from their homes; forced out; forced from their homes; forced to flee; have
            moved; had moved; moved since; were on the move;
            ont fui; fui; fuient; fuyant; ont quitté; quitté leur foyer; quitté leurs foyers; dû fuir; chassés;
            chassées; contraintes de fuir; contraints de fuir;
            huyendo; abandonado; dejaron sus hogares; obligadas a huir; obligados a huir;
            فروا; نزحوا; هربوا; فارين; مشرد; مشردا; مهجر; مهجرا; مشردين; مهجرين; تركوا; غادروا;
            """,
        Side.EITHER: """
            displaced; newly displaced; uprooted; displacements; displacement;
            déplacé; déplacés; déplacée; déplacées; déplacements; déracinés; déracinées;
            desplazado; desplazados; desplazada; desplazadas; desplazamientos; desarraigados; han huido; huyeron; huido;
            huyen; abandonaron;
            شرد; شردوا; هجروا;
            """,
    },
    "evacuated": {
        Side.BEFORE: """
            evacuating; evacuation of;
            évacuant; évacuation de;
            evacuando; evacuó; evacuaron; evacuación de;
            إجلاء; بإجلاء; إخلاء; أجلت;
            """,
        Side.AFTER: """
            evacuees;
            """,
        Side.EITHER: """
            evacuated;
            évacué; évacués; évacuées;
            evacuado; evacuados; evacuadas;
            أجلي; أجلوا;
            """,
    },
    "returned": {
        Side.BEFORE: """
            return of; returns of;
            retour de;
            regreso de; retorno de;
            عودة; عاد; عادت;
            """,
        Side.AFTER: """
            returned; have returned; returned home; gone back; went back;
            sont revenus; sont revenues; sont rentrés; sont rentrées; retournés; retournées; rentrés;
            عادوا; عائدا; عائد; عائدين;
            """,
        Side.EITHER: """
            regresaron; han regresado; regresado; retornaron; retornados; retornadas; volvieron;
            """,
    },
    "idps": {
        Side.EITHER: """
            internally displaced; internally displaced people; internally displaced persons; idps; idp;
            déplacés internes; personnes déplacées internes; déplacées internes; pdi;
            desplazados internos; desplazadas internas; personas desplazadas internas;
            نازح; نازحا; نازحين; نازحون; النازحين; نازحة;
            """,
    },
    "refugees": {
        Side.BEFORE: """
            shelters; hosts; hosting; sheltering; host; shelter;
            accueille; accueillent; abrite; abritent; accueillant;
            acoge; acogen; alberga; albergan; acogiendo;
            تستضيف; يستضيف; تؤوي; استضافة;
            """,
    },
    "population": {
        Side.AFTER: """
            live in; living in; inhabitants; live there;
            habitants; vivent; vivant;
            habitantes; viven; viviendo;
            نسمة; يعيشون; يقطنون;
            """,
        Side.BEFORE: """
            home to; population of;
            population de;
            población de; hogar de;
            عدد سكانها; يقطنها;
            """,
    },
    "people_in_need": {
        Side.AFTER: """
            in need; need help; needed help; need aid; needed aid; need assistance; needed assistance; need
            humanitarian assistance; require assistance; in need of;
            ont besoin; dans le besoin; avaient besoin; ayant besoin;
            necesitan; necesitaban; necesitados; necesitadas; requieren asistencia;
            بحاجة; يحتاجون; محتاج; محتاجين; بحاجة إلى;
            """,
    },
}
"""Measure -> side -> phrases."""

OTHER_FATES = """
    rescued; saved; freed; released; infected; vaccinated; quarantined; reached; assisted; deployed;
    secouru; secourus; secourues; sauvés; sauvées; libérés; libérées; contaminé; contaminés; infectés; vaccinés;
    déployés; déployé;
    rescatado; rescatados; rescatadas; liberados; liberadas; contagiados; infectados; vacunados; desplegados;
    atendidos; atendidas;
    إنقاذ; أنقذ; أنقذوا; الإفراج; أفرج; تطعيم; نشر;
    """
"""What happens to people and is no measure: who is counted by it is not counted by another word of the sentence."""

NOUN_MEASURES: dict[str, str] = {
    "refugees": """
        refugees;
        réfugiés; réfugiées;
        refugiados; refugiadas;
        لاجئ; لاجئا; لاجئين; لاجئون;
        """,
    "asylum_seekers": """
        asylum seekers;
        demandeurs d asile; demandeuses d asile;
        solicitantes de asilo;
        طالب لجوء; طالبي لجوء;
        """,
    "returnees": """
        returnees;
        rapatriés; rapatriées;
        repatriados; repatriadas;
        عائدون;
        """,
}
"""People whose name is a measure by itself, where the sentence says nothing else of them."""

GROUP_PHRASES: dict[tuple[str, str], str] = {
    ("idps", "sleeping_in_the_open"): """
        sleeping outdoors; sleeping in the open; living in the open; sleeping rough; in the open; sleeping in the
        open air; living outdoors;
        dorment dehors; à la belle étoile; en plein air; dormant dehors;
        a la intemperie; al aire libre;
        في العراء; ينامون في العراء;
        """,
    ("idps", "in_camps"): """
        into camps; in camps; living in camps; in displacement camps;
        dans des camps; dans les camps;
        en campamentos; en los campamentos;
        في المخيمات; في مخيمات;
        """,
    ("displaced", "moving_to_border"): """
        on their way to; on their way from; heading for; heading to; heading towards; moving towards; moving toward;
        towards the border; toward the border; fleeing towards;
        en route vers; se dirigent vers; se dirigeaient vers; vers la frontière;
        se dirigen hacia; se dirigían hacia; hacia la frontera; rumbo a;
        يتجهون نحو; نحو الحدود; باتجاه الحدود;
        """,
    ("displaced", "new_arrivals"): """
        arrived in; arrive in; arrives in; had gone to; have gone to; newly arrived; arrived at; arrivals;
        sont arrivés; sont arrivées; arrivés; nouveaux arrivants;
        han llegado; llegaron a; llegaron; recién llegados;
        وصلوا; وصل; وافدين;
        """,
    ("population", "at_risk_of_displacement"): """
        at risk of displacement; at risk of being displaced; could be forced; may be forced; might be forced; could
        be displaced; may be displaced; could flee; risk being displaced;
        risquent d être déplacés; risquent d être déplacées; pourraient fuir; pourraient être déplacées; menacés de
        déplacement; menacées de déplacement;
        en riesgo de desplazamiento; podrían verse desplazadas; podrían ser desplazadas; podrían huir;
        معرضون للنزوح; مهددون بالنزوح; قد ينزحون;
        """,
}
"""What is said of a part of the displaced: measure and population group -> phrases."""

HOMES_DESTROYED = """
    destroyed; demolished; razed; flattened; burned down; destroying; demolishing;
    détruit; détruits; détruite; détruites; démolis; rasés; détruisant;
    destruido; destruidos; destruida; destruidas; demolidas; arrasadas; destruyendo; destruyó;
    دمر; دمرت; تدمير; مدمر; مدمرا; هدم;
    """

HOMES = """
    home; homes; house; houses; dwelling; dwellings; housing units;
    maison; maisons; logement; logements; habitations;
    casa; casas; vivienda; viviendas; hogares;
    منزل; منزلا; منازل; بيت; بيتا; بيوت; مسكن; وحدة سكنية;
    """

HOUSEHOLDS = """
    household; households; family; families;
    ménage; ménages; famille; familles; foyers;
    familia; familias; hogares;
    عائلة; عائلات; أسرة; أسر;
    """

PER_DAY = """
    each day; per day; every day; daily;
    par jour; chaque jour; quotidiennement;
    por día; cada día; al día; diarias; diarios;
    يوميا; في اليوم; كل يوم;
    """

CIVILIANS = """
    civilian; civilians;
    civil; civils; civile; civiles;
    civil; civiles;
    مدني; مدنيا; مدنيين; مدنيون; مدنية;
    """

COMBATANTS = """
    soldier; soldiers; fighter; fighters; militant; militants; combatant; combatants; troops; rebel; rebels;
    insurgent; insurgents; gunmen; gunman; jihadist; jihadists; servicemen; crew;
    soldat; soldats; combattant; combattants; militaire; militaires; rebelle; rebelles; insurgés; djihadistes;
    soldado; soldados; combatiente; combatientes; militar; militares; rebelde; rebeldes; insurgentes; guerrilleros;
    جندي; جنديا; جنود; مقاتل; مقاتلا; مقاتلين; مسلح; مسلحا; مسلحين;
    """

GROUPS: dict[str, str] = {
    "women_and_children": """
        women and children; children and women;
        femmes et enfants; femmes et d enfants; femmes et des enfants; enfants et femmes;
        mujeres y niños; niños y mujeres; mujeres y niñas;
        نساء واطفال; النساء والأطفال; أطفال ونساء; الأطفال والنساء;
        """,
    "children": """
        child; children; minors; minor; baby; babies; infant; infants; boys and girls; boy; girl; boys; girls;
        enfant; enfants; mineur; mineurs; bébé; bébés;
        niño; niños; niña; niñas; menores; menor; bebés; bebé;
        طفل; طفلا; أطفال; طفلة; رضيع; قاصر;
        """,
    "women": """
        woman; women;
        femme; femmes;
        mujer; mujeres;
        امرأة; نساء; سيدة;
        """,
    "refugees": """
        refugee; refugees;
        réfugié; réfugiés; réfugiées;
        refugiado; refugiados;
        لاجئ; لاجئا; لاجئين;
        """,
    "medical_staff": """
        medics; medic; doctors; doctor; nurses; health workers; medical staff; paramedics; medical workers;
        médecins; médecin; infirmiers; soignants; personnel médical;
        médicos; médico; enfermeros; personal médico; personal sanitario;
        طبيب; أطباء; مسعف; مسعفين; ممرض;
        """,
    "teachers": """
        teacher; teachers;
        enseignant; enseignants;
        maestro; maestros; profesores; docentes;
        معلم; معلمين; مدرس;
        """,
}
"""Population group -> the words for its people."""

PEOPLE = """
    people; persons; person; men; man; others; residents; villagers; migrants; victims; police; policemen; officers;
    officer; pilgrims; passengers; worker; workers; journalist; journalists; returnees; idps; individuals; them;
    whom;
    personne; personnes; hommes; homme; autres; habitants; villageois; migrants; victimes; policiers; gendarmes;
    ouvriers; journalistes; passagers; elles; eux;
    persona; personas; hombres; hombre; otros; otras; residentes; aldeanos; migrantes; víctimas; policías; agentes;
    trabajadores; periodistas; pasajeros; ellos; ellas;
    شخص; شخصا; أشخاص; رجل; رجال; آخرين; آخرون; سكان; مهاجر; مهاجرا; ضحايا; شرطي; شرطيا; عامل; صحفي; صحافي; منهم;
    """
"""People of no group that is counted apart."""

THINGS = """
    target; targets; attack; attacks; strike; strikes; airstrike; airstrikes; raid; raids; hospital; hospitals;
    school; schools; village; villages; town; towns; city; cities; district; districts; province; provinces; centre;
    centres; center; centers; facility; facilities; site; sites; building; buildings; tent; tents; vehicle;
    vehicles; car; cars; truck; trucks; tank; tanks; aircraft; plane; planes; helicopter; helicopters; missile;
    missiles; rocket; rockets; shell; shells; bomb; bombs; drone; drones; boat; boats; ship; ships; country;
    countries; state; states; day; days; week; weeks; month; months; year; years; hour; hours; minute; minutes;
    night; nights; km; kilometre; kilometres; kilometer; kilometers; mile; miles; metre; metres; hectares; tonnes;
    tons; kg; kilo; kilos; kilogram; kilograms; grams; litres; liters; jet; jets; rifle; rifles;
    weapon; weapons; gun; guns; grenade; grenades; mine; mines; mortars; animal; animals; sheep; cattle; goats; cows;
    livestock; camels; bed; beds; settlement; settlements; metres; meters; mph; events; battalions; brigades; dollar;
    dollars; euro; euros; pounds; usd; eur; degrees; times; agency; agencies; organisations;
    organizations; camp; camps; checkpoint; checkpoints; incident; incidents; clash; clashes; camps; mosque;
    mosques; church; churches; market; markets; bakery; bakeries; route; routes; quarters; thirds;
    cible; cibles; attaque; attaques; frappe; frappes; raid; raids; hôpital; hôpitaux; école; écoles; village;
    villages; ville; villes; province; provinces; centre; centres; bâtiment; bâtiments; tente; tentes; véhicule;
    véhicules; voiture; voitures; char; chars; avion; avions; missile; missiles; roquette; roquettes; obus; bombe;
    bombes; pays; jour; jours; semaine; semaines; mois; ans; année; années; heure; heures; kilomètre; kilomètres;
    km; kg; kilos; hélicoptère; hélicoptères; fusil; fusils; arme; armes; grenade; grenades; mine; mines; milles;
    animaux; moutons; bovins; vaches; chèvres; lits; drone; drones; francs; livres; mètres; hectares; tonnes;
    dollar; dollars; euro; euros; fois; camp; camps; incidents; affrontements;
    mosquées; églises; marchés; organisations; agences;
    objetivo; objetivos; ataque; ataques; bombardeo; bombardeos; hospital; hospitales; escuela; escuelas; aldea;
    aldeas; pueblo; pueblos; ciudad; ciudades; provincia; provincias; centro; centros; edificio; edificios; tienda;
    tiendas; vehículo; vehículos; coche; coches; tanque; tanques; avión; aviones; misil; misiles; cohete; cohetes;
    bomba; bombas; país; países; día; días; semana; semanas; mes; meses; año; años; hora; horas; kilómetro;
    kilómetros; km; kg; kilos; helicóptero; helicópteros; fusil; fusiles; arma; armas; granada; granadas; mina; minas;
    animales; ovejas; reses; vacas; cabras; camas; drones; millas; grados; pesos; bolívares; soles; desplazamientos
    masivos; metros; hectáreas; toneladas; dólar; dólares; euro; euros; veces; campamento; campamentos;
    incidentes; enfrentamientos; mezquitas; iglesias; mercados; organizaciones; agencias; municipios; departamentos;
    غارة; غارات; هجوم; هجمات; هجوما; مستشفى; مستشفيات; مدرسة; مدارس; قرية; قرى; مدينة; مدن; محافظة; محافظات; مركز;
    مركزا; مراكز; مبنى; مباني; خيمة; خيام; سيارة; سيارات; دبابة; دبابات; طائرة; طائرات; صاروخ; صاروخا; صواريخ;
    قذيفة; قذائف; قنبلة; دولة; دول; يوم; يوما; أيام; أسبوع; أسابيع; شهر; شهرا; أشهر; سنة; سنوات; عام; عاما; أعوام;
    مروحية; مروحيات; بندقية; قطعة سلاح; رأس; سرير; سريرا; كيلوغرام; كيلوغراما; كلم; ميل; ميلا; درجة; درجات; ليرة; جنيه;
    ريال; دينار; درهم; ساعة; ساعات; كيلومتر; كيلومترا; متر; طن; طنا; دولار; يورو; مرة; مرات; مخيم; مخيما; مخيمات;
    منظمة; منظمات;
    """
"""What is counted and is nobody."""

PART_OF = """
    including; incl; of whom; of them; among them; among whom; of which; of those;
    dont; parmi eux; parmi lesquels; parmi elles; parmi lesquelles; y compris; d entre eux;
    incluidos; incluidas; incluyendo; entre ellos; entre ellas; de ellos; de ellas; de los cuales; de las cuales; de
    las que; de los que;
    بينهم; بينها; من بينهم; من بينها; منهم; منها; ومن بينهم;
    """
"""Words between a number and one that counts some of the same people."""

SHARE_OF = """
    account for; accounting for; accounted for; make up; making up; made up; represent; representing; constitute;
    représentent; représentant; constituent; forment;
    representan; constituyen; suponen; conforman;
    يشكلون; يشكل; تشكل; يمثلون; يمثل; تمثل;
    """
"""Words between a group and the share of all that it makes up."""

VOICES = """
    said; says; say; told; reported; reports; announced; warned; stated; statement; dated; issued; published;
    briefing; added; confirmed; spokesman; spokesperson; spokeswoman; remarks; speaking;
    dit; déclaré; déclare; annoncé; annonce; affirmé; indiqué; rapporté; précisé; porte parole; communiqué; publié;
    averti; signalé;
    dijo; dijeron; declaró; anunció; informó; informaron; afirmó; indicó; comunicado; portavoz; publicado; advirtió;
    señaló;
    قال; قالت; أعلن; أعلنت; صرح; صرحت; أفاد; أفادت; ذكر; ذكرت; بيان; أكد; أكدت; المتحدث; المتحدثة;
    """
"""Words that say that somebody speaks: a day beside them is the day on which it was said."""

ATTRIBUTIONS = """
    according to; counted; documented; recorded; verified; estimates; estimated; put the; puts the; relayed;
    believes; believed; recalled; claims; claim; claimed; gave;
    selon; d après; compté; documenté; recensé; vérifié; estime; estimait; évalue;
    según; de acuerdo con; contabilizó; documentó; registró; verificó; estima; estimó; cifró;
    بحسب; وفقا; حسب; وثق; وثقت; أحصى; أحصت; سجل; سجلت; تقدر; قدر; قدرت;
    """
"""Words that say whose number it is, without a day."""

EXPECTED = """
    expected; projected; forecast; feared;
    attendus; attendues; prévus; prévues; projetés;
    esperados; esperadas; previstos; previstas; se prevé;
    متوقع; المتوقع; يتوقع;
    """
"""Words before a number that nobody has counted yet."""

REJECTED = """
    rejected; rejects; dismissed; dismisses; disputed; refuted;
    rejeté; rejette; réfuté; réfute;
    rechazó; rechaza; desmintió; desmiente;
    رفض; رفضت; فند; فندت; كذب;
    """
"""Words that deny what others said, besides those of a number's own words."""
