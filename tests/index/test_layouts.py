"""The layouts that printers of speeches use, one small invented debate in each."""

from __future__ import annotations

import pytest

from index.attribution import attribute
from index.formats import plain
from index.records import Kind

Expected = list[tuple[str | None, str]]

LAYOUTS: dict[str, tuple[str, Expected]] = {
    "an American court": (
        """\
THE COURT: Good morning. Please be seated.

MR. LUND: Thank you, Your Honor. The plan is ready.

MS. KORVIN: I object. It was late: very late.

THE COURT: Overruled. Go on.

MR. LUND: We counted nine boats.
""",
        [
            ("The Court", "Good morning. Please"),
            ("Lund", "Thank you, Your"),
            ("Korvin", "I object. It"),
            ("The Court", "Overruled. Go on."),
            ("Lund", "We counted nine"),
        ],
    ),
    "a conference call": (
        """\
Operator

Good day, and welcome to the call. Please go ahead.

Ada Korvin -- Chief Executive Officer

Thank you. We had a good quarter and sold many boats.

Jon Lund -- Harbour Bank -- Analyst

Thanks for taking my question. How many boats did you sell?

Ada Korvin -- Chief Executive Officer

Nine hundred boats in all. That is a record for us.

Operator

There are no further questions today. Goodbye.
""",
        [
            (None, "Good day, and"),
            ("Ada Korvin", "Thank you. We"),
            ("Jon Lund", "Thanks for taking"),
            ("Ada Korvin", "Nine hundred boats"),
            (None, "There are no"),
        ],
    ),
    "Australia": (
        """\
Mr LUND (Marlhaven—Minister for Ferries) (14:02): I thank the member. The ferry runs.

Ms KORVIN (Eastport) (14:05): It does not run. We waited an hour.

The SPEAKER (14:06): Order! The member will sit down.

Mr LUND: The ferry runs on time.
""",
        [
            ("Lund", "I thank the"),
            ("Korvin", "It does not"),
            ("The Speaker", "Order! The member"),
            ("Lund", "The ferry runs"),
        ],
    ),
    "New Zealand": (
        """\
Hon ADA KORVIN (Minister of Ferries): I move that the bill be read. It is short.

JON LUND (Eastport): I speak against the bill. It is long.

Mr SPEAKER: The question is that the motion be agreed to.

Hon ADA KORVIN: I withdraw and apologise.
""",
        [
            ("Ada Korvin", "I move that"),
            ("Jon Lund", "I speak against"),
            ("Mr Speaker", "The question is"),
            ("Ada Korvin", "I withdraw and"),
        ],
    ),
    "Italy": (
        """\
PRESIDENTE. La seduta è aperta. Ha facoltà di parlare l'onorevole Korvin.

ADA KORVIN. Grazie, signor Presidente. Il porto è chiuso da un mese.

PRESIDENTE. La ringrazio. Ha facoltà di parlare il Ministro.

GIANNI LUNDO, Ministro dei trasporti. Signor Presidente, il porto riapre domani.

ADA KORVIN. Non è vero, signor Ministro.
""",
        [
            ("Presidente", "La seduta è"),
            ("Ada Korvin", "Grazie, signor Presidente."),
            ("Presidente", "La ringrazio. Ha"),
            ("Gianni Lundo", "Signor Presidente, il"),
            ("Ada Korvin", "Non è vero,"),
        ],
    ),
    "France": (
        """\
M. le président. La parole est à Mme Ada Korvin.

Mme Ada Korvin. Merci, monsieur le président. Le port est fermé.

M. Jean Lund, ministre des transports. Le port ouvrira demain. Je le promets.

M. le président. La parole est à nouveau à Mme Korvin.

Mme Ada Korvin. Ce n'est pas vrai.
""",
        [
            ("M. le président", "La parole est"),
            ("Ada Korvin", "Merci, monsieur le"),
            ("Jean Lund", "Le port ouvrira"),
            ("M. le président", "La parole est"),
            ("Ada Korvin", "Ce n'est pas"),
        ],
    ),
    "Spain": (
        """\
El señor PRESIDENTE: Se abre la sesión. Tiene la palabra la señora Korvin.

La señora KORVIN LUND: Gracias, señor presidente. El puerto está cerrado.

El señor MINISTRO DE TRANSPORTES (Lundo Pérez): Mañana se abre el puerto.

La señora KORVIN LUND: No es verdad.

El señor PRESIDENTE: Gracias.
""",
        [
            ("El señor Presidente", "Se abre la"),
            ("Korvin Lund", "Gracias, señor presidente."),
            ("Lundo Pérez", "Mañana se abre"),
            ("Korvin Lund", "No es verdad."),
            ("El señor Presidente", "Gracias."),
        ],
    ),
    "Portugal": (
        """\
O Sr. Presidente: — Está aberta a sessão. Tem a palavra a Sr.ª Deputada Korvin.

A Sr.ª Ada Korvin (PS): — Sr. Presidente, o porto está fechado.

O Sr. João Lundo (PSD): — O porto abre amanhã.

O Sr. Presidente: — Muito obrigado.
""",
        [
            ("O Sr. Presidente", "Está aberta a"),
            ("Ada Korvin", "Sr. Presidente, o"),
            ("João Lundo", "O porto abre"),
            ("O Sr. Presidente", "Muito obrigado."),
        ],
    ),
    "Germany": (
        """\
Präsidentin Ada Korvin: Die Sitzung ist eröffnet. Das Wort hat Herr Lund.

Jon Lund (CDU/CSU): Frau Präsidentin! Der Hafen ist geschlossen.

Dr. Ina Berg, Bundesministerin für Verkehr: Der Hafen öffnet morgen.

(Beifall bei der SPD)

Jon Lund (CDU/CSU): Das stimmt nicht.

Präsidentin Ada Korvin: Danke.
""",
        [
            ("Ada Korvin", "Die Sitzung ist"),
            ("Jon Lund", "Frau Präsidentin! Der"),
            ("Ina Berg", "Der Hafen öffnet"),
            ("stage", "(Beifall bei der"),
            ("Jon Lund", "Das stimmt nicht."),
            ("Ada Korvin", "Danke."),
        ],
    ),
    "the Netherlands": (
        """\
De voorzitter:
Ik open de vergadering. Het woord is aan de heer Lund.

De heer Lund (VVD):
Voorzitter. De haven is dicht en dat is slecht.

Mevrouw Korvin (D66):
De haven gaat morgen open, zegt de minister.

De voorzitter:
Dank u wel.
""",
        [
            ("De voorzitter", "Ik open de"),
            ("Lund", "Voorzitter. De haven"),
            ("Korvin", "De haven gaat"),
            ("De voorzitter", "Dank u wel."),
        ],
    ),
    "Turkey": (
        """\
BAŞKAN - Oturumu açıyorum. Söz Sayın Korvin'in.

ADA KORVİN (İzmir) - Sayın Başkan, liman kapalı. Bir aydır kapalı.

JON LUND (Ankara) - Liman yarın açılıyor.

BAŞKAN - Teşekkür ederim.

ADA KORVİN (İzmir) - Doğru değil.
""",
        [
            ("Başkan", "Oturumu açıyorum. Söz"),
            ("Ada Korvin", "Sayın Başkan, liman"),
            ("Jon Lund", "Liman yarın açılıyor."),
            ("Başkan", "Teşekkür ederim."),
            ("Ada Korvin", "Doğru değil."),
        ],
    ),
    "Russia, surname and initials": (
        """\
Председательствующий. Заседание открыто. Слово имеет Корвин А. В.

Корвин А. В. Спасибо. Порт закрыт уже месяц.

Лунд И. И. Порт откроется завтра. Это решено.

Председательствующий. Спасибо.

Корвин А. В. Это неправда.
""",
        [
            ("Председательствующий", "Заседание открыто. Слово"),
            ("Корвин А. В.", "Спасибо. Порт закрыт"),
            ("Лунд И. И.", "Порт откроется завтра."),
            ("Председательствующий", "Спасибо."),
            ("Корвин А. В.", "Это неправда."),
        ],
    ),
    "Russian names": (
        """\
Ада Корвин: Спасибо. Порт закрыт уже месяц.

Иван Лунд: Порт откроется завтра. Это решено.

Вопрос: Когда?

Ада Корвин: Это неправда.
""",
        [
            ("Ада Корвин", "Спасибо. Порт закрыт"),
            ("Иван Лунд", "Порт откроется завтра."),
            ("question", "Когда?"),
            ("Ада Корвин", "Это неправда."),
        ],
    ),
    "Norway": (
        """\
Presidenten [10:00:03]: Stortinget er lovlig satt. Ordet går til Lund.

Jon Lund (H) [10:01:11]: Havnen er stengt. Det er trist.

Statsråd Ada Korvin [10:03:45]: Havnen åpner i morgen.

Presidenten [10:05:00]: Takk.
""",
        [
            ("Presidenten", "Stortinget er lovlig"),
            ("Jon Lund", "Havnen er stengt."),
            ("Ada Korvin", "Havnen åpner i"),
            ("Presidenten", "Takk."),
        ],
    ),
    "Sweden": (
        """\
Anf. 1 ADA KORVIN (S):

Herr talman! Hamnen är stängd sedan en månad.

Anf. 2 JON LUND (M):

Herr talman! Hamnen öppnar i morgon.

Anf. 3 ADA KORVIN (S):

Det stämmer inte.
""",
        [
            ("Ada Korvin", "Herr talman! Hamnen"),
            ("Jon Lund", "Herr talman! Hamnen"),
            ("Ada Korvin", "Det stämmer inte."),
        ],
    ),
    "the European Parliament": (
        """\
President. – The next item is the debate on ferries.

Ada Korvin, rapporteur. – Madam President, the ferry is late. It is always late.

Jon Lund, Member of the Commission. – Madam President, the ferry will be on time.

Ina Berg, on behalf of the PPE Group. – Madam President, I agree.

President. – The debate is closed.
""",
        [
            ("President", "The next item"),
            ("Ada Korvin", "Madam President, the"),
            ("Jon Lund", "Madam President, the"),
            ("Ina Berg", "Madam President, I"),
            ("President", "The debate is"),
        ],
    ),
    "the United Nations": (
        """\
The President: I declare open the meeting of the Council.

Mr. Lund (Norrland) (spoke in Norrish): We thank the President. The port is shut.

Ms. Korvin (Eastport): My delegation cannot agree with that.

The President (spoke in Norrish): I thank the representatives.
""",
        [
            ("The President", "I declare open"),
            ("Lund", "We thank the"),
            ("Korvin", "My delegation cannot"),
            ("The President", "I thank the"),
        ],
    ),
    "the Congressional Record": (
        """\
  Mr. LUND. Mr. Speaker, I yield myself such time as I may consume.
  The ferry is late. It was late last year, and the year before that, and
nobody has told us why it is late.
  The SPEAKER pro tempore. The gentleman is recognized.
  Ms. KORVIN of Eastport. Mr. Speaker, I rise in opposition to this bill,
which would close the port for a year and a day.
  Mr. LUND. I reserve the balance of my time.
  The SPEAKER pro tempore. The question is on the motion.
""",
        [
            ("Lund", "Mr. Speaker, I"),
            ("The Speaker pro tempore", "The gentleman is"),
            ("Korvin of Eastport", "Mr. Speaker, I"),
            ("Lund", "I reserve the"),
            ("The Speaker pro tempore", "The question is"),
        ],
    ),
    "a hearing": (
        """\
Chairman Lund. The hearing will come to order. Welcome to you all.

Senator Korvin. Thank you, Mr. Chairman. I have one question.

Mr. Berg. I am glad to answer it.

Senator Korvin. When will the port open?

Mr. Berg. In May, Senator.

Chairman Lund. We stand adjourned.
""",
        [
            ("Lund", "The hearing will"),
            ("Korvin", "Thank you, Mr."),
            ("Berg", "I am glad"),
            ("Korvin", "When will the"),
            ("Berg", "In May, Senator."),
            ("Lund", "We stand adjourned."),
        ],
    ),
    "an interview": (
        """\
Q: When will the port open?

A: In May. I have said so before.

Q: Are you sure?

A: Quite sure.
""",
        [
            ("question", "When will the"),
            (None, "In May. I"),
            ("question", "Are you sure?"),
            (None, "Quite sure."),
        ],
    ),
    "an interviewer": (
        """\
Interviewer: When will the port open?

Ada Korvin: In May. I have said so before.

Interviewer: Are you sure?

Ada Korvin: Quite sure.
""",
        [
            ("question", "When will the"),
            ("Ada Korvin", "In May. I"),
            ("question", "Are you sure?"),
            ("Ada Korvin", "Quite sure."),
        ],
    ),
    "times before names": (
        """\
00:00:01 Ada Korvin: Good morning to all of you.

00:00:09 Jon Lund: Good morning, Ada. Is the ferry late?

00:00:15 Ada Korvin: It is.
""",
        [
            ("Ada Korvin", "Good morning to"),
            ("Jon Lund", "Good morning, Ada."),
            ("Ada Korvin", "It is."),
        ],
    ),
    "numbered speakers": (
        """\
Speaker 1 (00:01):
Good morning to all of you. The ferry is late.

Speaker 2 (00:07):
Why is it late today?

Speaker 1 (00:09):
Nobody knows.
""",
        [
            ("Speaker 1", "Good morning to"),
            ("Speaker 2", "Why is it"),
            ("Speaker 1", "Nobody knows."),
        ],
    ),
    "times after names": (
        """\
Ada Korvin  0:01
Good morning to all of you. The ferry is late.

Jon Lund  0:07
Why is it late today?

Ada Korvin  0:09
Nobody knows.
""",
        [
            ("Ada Korvin", "Good morning to"),
            ("Jon Lund", "Why is it"),
            ("Ada Korvin", "Nobody knows."),
        ],
    ),
    "names in brackets and times": (
        """\
[Ada Korvin] 10:01:02
Good morning to all of you. The ferry is late.

[Jon Lund] 10:01:09
Why is it late today?

[Ada Korvin] 10:01:15
Nobody knows.
""",
        [
            ("Ada Korvin", "Good morning to"),
            ("Jon Lund", "Why is it"),
            ("Ada Korvin", "Nobody knows."),
        ],
    ),
    "names in brackets": (
        """\
[Ada Korvin]: Good morning to all of you.

[Jon Lund]: Why is it late today?

[Ada Korvin]: Nobody knows.
""",
        [
            ("Ada Korvin", "Good morning to"),
            ("Jon Lund", "Why is it"),
            ("Ada Korvin", "Nobody knows."),
        ],
    ),
    "names and dashes": (
        """\
ADA KORVIN — Good morning to all of you. The ferry is late.

JON LUND — Why is it late today?

ADA KORVIN — Nobody knows. Nobody ever did.
""",
        [
            ("Ada Korvin", "Good morning to"),
            ("Jon Lund", "Why is it"),
            ("Ada Korvin", "Nobody knows. Nobody"),
        ],
    ),
    "Ireland": (
        """\
An Ceann Comhairle: We will now take questions.

Deputy Ada Korvin: The ferry is late again.

The Taoiseach: I am aware of it.

Deputy Ada Korvin: That is no answer.

An Ceann Comhairle: Order, please.
""",
        [
            ("An Ceann Comhairle", "We will now"),
            ("Ada Korvin", "The ferry is"),
            ("The Taoiseach", "I am aware"),
            ("Ada Korvin", "That is no"),
            ("An Ceann Comhairle", "Order, please."),
        ],
    ),
    "India": (
        """\
SHRI JON LUND (MARLHAVEN): Sir, the ferry is late.

THE MINISTER OF PORTS (SMT. ADA KORVIN): Sir, the ferry will run.

MR. SPEAKER: Nothing will go on record.

SHRI JON LUND: Sir, it is late.
""",
        [
            ("Jon Lund", "Sir, the ferry"),
            ("Ada Korvin", "Sir, the ferry"),
            ("Mr. Speaker", "Nothing will go"),
            ("Jon Lund", "Sir, it is"),
        ],
    ),
    "Greece": (
        """\
ΠΡΟΕΔΡΟΣ (Άδα Κόρβιν): Αρχίζει η συνεδρίαση.

ΓΙΑΝΝΗΣ ΛΟΥΝΤ: Το λιμάνι είναι κλειστό.

ΠΡΟΕΔΡΟΣ (Άδα Κόρβιν): Ευχαριστώ.

ΓΙΑΝΝΗΣ ΛΟΥΝΤ: Δεν είναι αλήθεια.
""",
        [
            ("Άδα Κόρβιν", "Αρχίζει η συνεδρίαση."),
            ("Γιαννης Λουντ", "Το λιμάνι είναι"),
            ("Άδα Κόρβιν", "Ευχαριστώ."),
            ("Γιαννης Λουντ", "Δεν είναι αλήθεια."),
        ],
    ),
    "Japan": (
        """\
○議長(山田一郎君) これより会議を開きます。

○田中花子君 港は閉まっています。

○議長(山田一郎君) ありがとうございます。
""",
        [
            ("議長", "これより会議を開きます。"),
            ("田中花子君", "港は閉まっています。"),
            ("議長", "ありがとうございます。"),
        ],
    ),
    "Arabic": (
        """\
الرئيس: نبدأ الجلسة الآن.

آدا كورفين: الميناء مغلق منذ شهر.

الرئيس: شكرا.

آدا كورفين: هذا غير صحيح.
""",
        [
            ("الرئيس", "نبدأ الجلسة الآن."),
            ("آدا كورفين", "الميناء مغلق منذ"),
            ("الرئيس", "شكرا."),
            ("آدا كورفين", "هذا غير صحيح."),
        ],
    ),
    "Poland": (
        """\
Marszałek: Otwieram posiedzenie. Głos ma poseł Lund.

Poseł Jan Lund: Panie Marszałku! Port jest zamknięty.

(Oklaski)

Minister Ada Korwin: Port będzie otwarty jutro.

Poseł Jan Lund: To nieprawda.
""",
        [
            ("Marszałek", "Otwieram posiedzenie. Głos"),
            ("Jan Lund", "Panie Marszałku! Port"),
            ("stage", "(Oklaski)"),
            ("Ada Korwin", "Port będzie otwarty"),
            ("Jan Lund", "To nieprawda."),
        ],
    ),
    "Slovenia": (
        """\
PREDSEDNIK JON LUND: Začenjam sejo odbora.

ADA KORVIN: Pristanišče je zaprto.

MAG. INA BERG: Jutri se odpre.

PREDSEDNIK JON LUND: Hvala.
""",
        [
            ("Jon Lund", "Začenjam sejo odbora."),
            ("Ada Korvin", "Pristanišče je zaprto."),
            ("Ina Berg", "Jutri se odpre."),
            ("Jon Lund", "Hvala."),
        ],
    ),
    "roles after names": (
        """\
Ada Korvin, Mayor of Marlhaven: The ferry is late.

Jon Lund, reporter: Why is it late?

Ada Korvin: Nobody knows.
""",
        [
            ("Ada Korvin", "The ferry is"),
            ("Jon Lund", "Why is it"),
            ("Ada Korvin", "Nobody knows."),
        ],
    ),
    "first names": (
        """\
Ada: The ferry is late.

Jon: Why is it late?

Ada: Nobody knows.

Jon: Well.
""",
        [
            ("Ada", "The ferry is"),
            ("Jon", "Why is it"),
            ("Ada", "Nobody knows."),
            ("Jon", "Well."),
        ],
    ),
}
"""By where they are used; who is found to speak (the kind, where it is not speech), and the first words."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_turn_of_a_layout_has_its_speaker(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    (document,) = plain.read(text.encode())

    turns, _ = attribute(document)

    found = [(turn.speaker if turn.kind is Kind.SPEECH else turn.kind.value, turn.text) for turn in turns]
    assert [(who, " ".join(said.split()[:3])) for who, said in found] == expected


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_word_of_a_layout_is_lost_or_invented(layout: str) -> None:
    text, _ = LAYOUTS[layout]
    (document,) = plain.read(text.encode())

    turns, dropped = attribute(document)

    kept = " ".join([*(turn.text for turn in turns), *dropped, *document.dropped, document.title or ""])
    assert sorted("".join(kept.split())) == sorted("".join(text.split()))
