"""How headings of speeches are worded, language by language: "Discurso de la alcaldesa …", "Речь министра …"."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from index.names import folded

if TYPE_CHECKING:
    from collections.abc import Mapping


def _offices(pairs: str) -> dict[str, str]:
    """Return an office as it is inflected, folded, to how it stands before a name."""
    return {folded(inflected): base for inflected, base in (pair.split("=") for pair in pairs.split())}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language, as regular expressions."""

    speech: str
    """What is delivered."""
    of: str = ""
    """What stands between that and a name, white space included; nothing where the case of the name says it."""
    of_the: str = ""
    """What stands before an office, with its article in it; before a lone name it would not stand."""
    offices: Mapping[str, str] = field(default_factory=dict)
    """Where the language inflects offices: as in a heading (folded), to how they stand before a name."""
    small: bool = True
    """Whether offices are written in small letters before a name, too."""
    left_out: frozenset[str] = frozenset()
    """Folded: what is part of no name and no office."""


WORDINGS = (
    Wording(
        r"(?:the\s+)?(?:(?:opening|closing|concluding|introductory|welcoming|inaugural|joint|full|press|keynote|farewell|"
        r"acceptance|budget|new year(?:['’]s)?|annual|national|televised|prepared|brief|remarks\s+and)\s+)*"
        r"(?:speech|statement|remarks|address|intervention|lecture|keynote|message|toast|comments|presentation|testimony|"
        r"eulogy|sermon|homily|oration|greetings|briefing|interview|reply|response|words|question|answer)"
        r"(?:\s+as\s+(?:prepared|delivered)(?:\s+for\s+delivery)?)?",
        of=r"(?:by|of|from|with)\s+",
        small=False,
    ),
    Wording(
        r"(?:eröffnungs|begrüßungs|schluss|antritts|regierungs|abschieds|fest|neujahrs)?(?:rede|ansprache|erklärung|"
        r"grußwort|statement|vortrag)",
        of=r"von\s+",
        of_the=r"(?:vom|des|der)\s+",
        offices=_offices(
            "präsidenten=Präsident vizepräsidenten=Vizepräsident bundespräsidenten=Bundespräsident "
            "bundestagspräsidenten=Bundestagspräsident landtagspräsidenten=Landtagspräsident "
            "ministerpräsidenten=Ministerpräsident bundeskanzlers=Bundeskanzler kanzlers=Kanzler ministers=Minister "
            "bundesministers=Bundesminister staatsministers=Staatsminister bürgermeisters=Bürgermeister "
            "oberbürgermeisters=Oberbürgermeister staatssekretärs=Staatssekretär senators=Senator "
            "abgeordneten=Abgeordnete landrats=Landrat landesrats=Landesrat landeshauptmanns=Landeshauptmann "
            "außenministers=Außenminister innenministers=Innenminister finanzministers=Finanzminister "
            "verteidigungsministers=Verteidigungsminister botschafters=Botschafter königs=König "
            "vorsitzenden=Vorsitzende"
        ),
    ),
    Wording(
        r"(?:discours|allocution|déclaration|intervention|message|propos|réponse|vœux|voeux)"
        r"(?:\s+(?:d['’]ouverture|de\s+clôture|d['’]investiture|de\s+bienvenue|d['’]adieu|inaugurale?|liminaire))?",
        of=r"de\s+|d['’]|par\s+",
        of_the=r"(?:de\s+la|du|des|par\s+la|par\s+le)\s+|(?:de|par)\s+l['’]",
    ),
    Wording(
        r"(?:discurso|intervención|palabras|declaración|alocución|mensaje|respuesta)(?:\s+(?:de\s+apertura|de\s+clausura|"
        r"de\s+investidura|de\s+bienvenida|de\s+despedida|inaugural|íntegr[oa]|complet[oa]))?",
        of=r"(?:de|por)\s+",
        of_the=r"(?:del|de\s+la|de\s+los|de\s+las|por\s+el|por\s+la)\s+",
        left_out=frozenset(["don", "dona"]),
    ),
    Wording(
        r"(?:discurso|intervenção|pronunciamento|declaração|mensagem|palavras)(?:\s+(?:de\s+abertura|de\s+encerramento|"
        r"de\s+posse|de\s+boas-vindas|inaugural))?",
        of=r"(?:de|por)\s+",
        of_the=r"(?:d[oa]s?|pel[oa])\s+",
    ),
    Wording(
        r"(?:discorso|intervento|dichiarazione|messaggio|saluto|replica)(?:\s+(?:di\s+apertura|di\s+chiusura|"
        r"di\s+insediamento|di\s+benvenuto|di\s+saluto|inaugurale|introduttiv[oa]|integrale))?",
        of=r"di\s+|d['’]",
        of_the=r"(?:del|dello|della|dei|degli|delle)\s+|dell['’]",
    ),
    Wording(
        r"(?:toespraak|verklaring|rede|openingstoespraak|nieuwjaarstoespraak|speech)",
        of=r"(?:van|door)\s+",
        of_the=r"(?:van|door)\s+(?:de|het)\s+",
    ),
    Wording(
        r"(?:przemówienie|wystąpienie|oświadczenie|orędzie)",
        offices=_offices(
            "prezydenta=Prezydent prezydent=Prezydent premiera=Premier premier=Premier ministra=Minister "
            "minister=Minister wicepremiera=Wicepremier wiceministra=Wiceminister burmistrza=Burmistrz "
            "burmistrz=Burmistrz marszałka=Marszałek marszałek=Marszałek wicemarszałka=Wicemarszałek posła=Poseł "
            "posłanki=Posłanka senatora=Senator wojewody=Wojewoda ambasadora=Ambasador króla=Król rektora=Rektor "
            "przewodniczącego=Przewodniczący przewodniczącej=Przewodnicząca"
        ),
        left_out=frozenset(["pana", "pani"]),
    ),
    Wording(
        r"(?:выступление|речь|заявление|обращение|послание|вступительное\s+слово|слово)",
        offices=_offices(
            "президента=Президент министра=Министр премьер-министра=Премьер-министр депутата=Депутат мэра=Мэр "
            "губернатора=Губернатор председателя=Председатель главы=Глава сенатора=Сенатор посла=Посол "
            "вице-президента=Вице-президент спикера=Спикер ректора=Ректор"
        ),
    ),
    Wording(
        r"(?:виступ|промова|заява|звернення)",
        offices=_offices(
            "президента=Президент президентки=Президентка міністра=Міністр міністерки=Міністерка "
            "прем'єр-міністра=Прем'єр-міністр прем'єр-міністерки=Прем'єр-міністерка депутата=Депутат "
            "депутатки=Депутатка мера=Мер голови=Голова губернатора=Губернатор посла=Посол"
        ),
    ),
    Wording(
        r"(?:govor|nagovor|izjava)",
        offices=_offices(
            "predsednika=Predsednik predsednice=Predsednica podpredsednika=Podpredsednik "
            "podpredsednice=Podpredsednica ministra=Minister ministrice=Ministrica poslanca=Poslanec "
            "poslanke=Poslanka župana=Župan županje=Županja premierja=Premier premierke=Premierka "
            "veleposlanika=Veleposlanik veleposlanice=Veleposlanica guvernerja=Guverner"
        ),
    ),
)
