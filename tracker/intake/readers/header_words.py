"""How people name the columns of their spreadsheets, in English, French, Spanish and Arabic: words by field.

Read by spreadsheet.py, folded: case, accents, punctuation and Arabic marks do not matter.
"""

from __future__ import annotations

FIELD_WORDS: dict[str, str] = {
    "country": (
        "country|pays|pais|البلد|الدولة|country name|nom du pays|iso3|iso|country code|code pays"
        "|codigo pais|adm0|admin0|admin 0|location code"
    ),
    "admin1": (
        "admin1|admin 1|adm1|province|governorate|state|region|departement|departamento|provincia|estado"
        "|gouvernorat|المحافظة|الولاية|الاقليم|admin1 name|admin1name|adm1 en|wilaya"
        "|departamento/provincia/estado"
    ),
    "admin1_code": (
        "admin1 code|adm1 code|adm1 pcode|admin1pcode|admin1 pcode|code admin1|رمز المحافظة|codigo departamento"
    ),
    "admin2": (
        "admin2|admin 2|adm2|district|county|cercle|municipality|municipio|distrito|commune|المنطقة|القضاء"
        "|المديرية|admin2 name|admin2name|adm2 en|arrondissement"
    ),
    "admin2_code": "admin2 code|adm2 code|adm2 pcode|admin2pcode|admin2 pcode|code admin2|رمز المنطقة",
    "admin3": "admin3|admin 3|adm3|sub district|subdistrict|sous prefecture|الناحية|admin3 name|admin3name",
    "admin3_code": "admin3 code|adm3 code|adm3 pcode|admin3pcode|admin3 pcode",
    "place_name": (
        "place|location|site|camp|town|city|village|lieu|localite|ville|lugar|localidad|ciudad|sitio|المكان"
        "|الموقع|المدينة|القرية|المخيم|where"
    ),
    "place_code": "place code|pcode|p code|code lieu|codigo lugar|رمز المكان",
    "latitude": "latitude|lat|latitud|خط العرض|y",
    "longitude": "longitude|lon|long|lng|longitud|خط الطول|x",
    "date": "date|day|fecha|dia|jour|التاريخ|اليوم|event date|date of event|report date|reporting date|when",
    "year": "year|annee|ano|anio|السنة|العام",
    "reference_period_start": (
        "start|start date|from|date from|debut|date de debut|du|inicio|fecha de inicio|desde|تاريخ البداية"
        "|من تاريخ|من|reference period start|period start"
    ),
    "reference_period_end": (
        "end|end date|to|until|date to|fin|date de fin|au|fecha de fin|hasta|تاريخ النهاية|الى تاريخ|الى"
        "|reference period end|period end"
    ),
    "as_of_date": "as of|as of date|a la date du|situation au|a fecha de|حتى تاريخ|as at",
    "statement_date": "statement date|said on|date de la declaration|fecha de la declaracion|تاريخ التصريح",
    "document_published_date": (
        "published|published on|publication date|date de publication|fecha de publicacion|تاريخ النشر"
    ),
    "measure": "measure|indicator|mesure|indicateur|medida|indicador|المؤشر|المقياس",
    "value": (
        "value|number|figure|total|count|people|persons|individuals|valeur|nombre|chiffre|personnes"
        "|individus|valor|numero|cifra|cantidad|personas|القيمة|العدد|عدد الاشخاص|الافراد|figures"
        "|no of people"
    ),
    "qualifier": "qualifier|precision|qualificatif|calificador",
    "unit": "unit|unite|unidad|الوحدة",
    "household_size": "household size|hh size|taille du menage|tamano del hogar|حجم الاسرة",
    "gender": "sex|gender|sexe|genre|sexo|genero|الجنس",
    "age_range": "age|age range|age group|tranche d age|groupe d age|grupo de edad|rango de edad|الفئة العمرية|العمر",
    "cause": "cause|reason|type of displacement|raison|motif|causa|motivo|السبب|displacement reason",
    "organisation": (
        "organisation|organization|source|reported by|agency|organizacion|fuente|organismo|المصدر|المنظمة"
        "|الجهة|quien|qui|who"
    ),
    "speaker": "speaker|spokesperson|porte parole|portavoz|المتحدث",
    "document_title": "title|document|document title|report|titre|rapport|titulo|informe|العنوان|التقرير",
    "document_url": "url|link|source url|source link|lien|enlace|الرابط|web",
    "quote": "quote|citation|cita|الاقتباس|نص",
    "notes": (
        "notes|note|comments|comment|remarks|remarques|commentaires|observations|notas|comentarios"
        "|observaciones|ملاحظات|تعليقات"
    ),
    "operation": "operation|operacion|العملية",
    "reporting_round": "round|reporting round|tour|ronda|الجولة",
    "external_id": "id|record id|reference|ref|identifiant|identificador|الرقم المرجعي|المعرف|registro|row id|uuid",
}
"""Field -> names of columns that hold it."""

COUNT_WORDS: dict[str, str] = {
    "killed": (
        "killed|deaths|dead|fatalities|died|tues|morts|deces|muertos|fallecidos|muertes|victimes mortelles"
        "|قتلى|القتلى|الوفيات|الشهداء"
    ),
    "injured": "injured|wounded|injuries|blesses|heridos|lesionados|جرحى|الجرحى|مصابون|المصابون",
    "missing": "missing|disparus|desaparecidos|مفقودون|المفقودون|مفقودين",
    "abducted": "abducted|kidnapped|enleves|secuestrados|مخطوفون|المختطفون",
    "detained": "detained|arrested|detenus|arretes|detenidos|معتقلون|المعتقلون",
    "displaced": (
        "displaced|new displacements|newly displaced|displacements|deplaces|nouveaux deplaces|desplazados"
        "|نازحون جدد|النزوح|المهجرون"
    ),
    "evacuated": "evacuated|evacues|evacuados|تم اجلاؤهم",
    "returned": "returned|returns|retours|retornados|العائدون",
    "idps": (
        "idps|idp|internally displaced|internally displaced persons|pdi|deplaces internes"
        "|personnes deplacees|desplazados internos|idp individuals|idp population|النازحون|نازحون|النازحين"
    ),
    "refugees": "refugees|refugies|refugiados|اللاجئون|لاجئون|اللاجئين",
    "asylum_seekers": "asylum seekers|demandeurs d asile|solicitantes de asilo|طالبو اللجوء",
    "stateless": "stateless|apatrides|apatridas|عديمو الجنسية",
    "returnees": "returnees|retournes|rapatries|retornados actuales|العائدين",
    "host_community": "host community|communaute d accueil|comunidad de acogida|المجتمع المضيف",
    "population": "population|habitants|poblacion|السكان",
    "people_in_need": "people in need|pin|in need|personnes dans le besoin|personas necesitadas|المحتاجون",
    "housing_destroyed": "houses destroyed|housing destroyed|maisons detruites|viviendas destruidas|المنازل المدمرة",
}
"""Measure -> names of columns that count it."""

SEX_WORDS: dict[str, str] = {
    "f": "female|females|women|woman|girls|femmes|filles|feminin|mujeres|ninas|femenino|نساء|اناث|فتيات|f",
    "m": "male|males|men|boys|hommes|garcons|masculin|hombres|ninos|masculino|رجال|ذكور|فتيان|m",
}
"""Sex -> words in the name of a column that counts it."""
