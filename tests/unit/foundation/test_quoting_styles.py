"""What each mail program adds to an answer, in plain text and in pages, is left out, and nothing else is."""

import pytest

from comite.foundation.incoming.quoting import written
from comite.foundation.incoming.webpages import words

MINE = "Nous l’avons fait.\n\nAvec deux communes."
ASKED = "> Bonjour Bruno,\n>\n> Qui a prévu les repas ?\n"
HEAD = "De : Comité <r@c.test>\nEnvoyé : jeudi 26 novembre 2026 10:12\nÀ : Bruno\nObjet : x\n\nBonjour\n"
RULE = "_" * 32
BELOW = {
    "gmail": f"Le jeu. 26 nov. 2026 à 10:12, Comité <r@c.test> a écrit :\n\n{ASKED}",
    "gmail in English": f"On Thu, Nov 26, 2026 at 10:12 AM Comité <\nr+1@c.test> wrote:\n\n{ASKED}",
    "thunderbird, no-break space": f"Le 26/11/2026 à 10:12, Comité a écrit\u00a0:\n{ASKED}",
    "apple": "> Le 26 nov. 2026 à 10:12, Comité <r@c.test> a écrit :\n> \n> Bonjour\n",
    "iphone": "Envoyé de mon iPhone\n\n> Le 26 nov. 2026 à 10:12, C <r@c.test> a écrit :\n> \n> Bonjour\n",
    "iphone in English": "Sent from my iPhone\n\n> On Nov 26, 2026, at 10:12 AM, C <r@c.test> wrote:\n> Hi\n",
    "outlook": f"{RULE}\n{HEAD}",
    "outlook, no-break spaces": HEAD.replace(" :", "\u00a0:"),
    "outlook of a phone": f"Obtenir Outlook pour Android<https://aka.ms/A>\n{RULE}\n{HEAD}",
    "outlook for mac": "From: Comité\nDate: Thursday, 26 November 2026 at 10:12\nTo: Bruno\nSubject: x\nHi",
    "windows mail": "Provenance : Courrier pour Windows\n\nDe : C\nEnvoyé le :jeudi\nÀ : B\nObjet :x\n\nHi\n",
    "samsung": f"Envoyé depuis mon appareil Galaxy\n\n\n-------- Message d'origine --------\n{HEAD}",
    "orange": '> Message du 26/11/26 10:12\n> De : "Comité" <r@c.test>\n> A : bruno\n> \n> Bonjour\n',
    "orange, when first": 'Envoyé: jeudi 26 nov. 2026 à 10:12\nDe: "C" <r@c.test>\nÀ: bruno\nObjet: x\nHi\n',
    "sfr": f"{'=' * 40}\n Message du : 26/11/2026 10:12\n De : \"C\"\n A : bruno\n Sujet : x\n\n Bonjour\n",
    "zimbra": f"----- Mail original -----\n{HEAD}",
    "roundcube": f"Le 2026-11-26 10:12, Comité a écrit :\n{ASKED}",
    "yahoo": "    Le jeudi 26 novembre 2026 à 10:12:13 UTC+1, C <r@c.test> a écrit :  \n \n Bonjour Bruno,\n",
    "proton": f"Envoyé avec la messagerie Proton Mail.\n\nLe jeudi 26 à 10:12, C a écrit :\n{ASKED}",
    "notes": "De :\tComité\nPour :\tbruno\nDate :\t26/11/2026 10:12\nObjet :\tx\n\nBonjour\n",
    "notes, dashes": '-----"Comité" <r@c.test> a écrit : -----\nA : bruno\nDe : C\n\nBonjour\n',
    "k9": '-- \nEnvoyé de mon appareil Android.\n\nLe 26 nov. 10:12:13 GMT+01:00, "C" a écrit :\n>Bonjour\n',
    "bluemail": "Télécharger BlueMail pour Android\n\nLe 26 nov. à 10:12, C <r@c.test> a écrit:\n>Bonjour\n",
    "apple, forwarded": f"Début du message transféré :\n\n{HEAD}",
    "apple, forwarded in English": f"Begin forwarded message:\n\n{HEAD}",
    "spark": f"Envoyé avec Spark\nLe 26 nov. 2026 à 10:12 +0100, C <r@c.test>, a écrit :\n{ASKED}",
}  # fmt: skip
PAGE = "<div>Nous l’avons fait.</div><div><br></div><div>Avec deux communes.</div>"
PAGES = {
    "gmail": f'{PAGE}<div class="gmail_quote"><div class="gmail_attr">Le 26 a écrit :</div>'
    '<blockquote class="gmail_quote">Bonjour</blockquote></div>',
    "gmail, between quotes": '<div class="gmail_quote"><blockquote class="gmail_quote">Qui ?</blockquote>'
    f"{PAGE}</div>",
    "outlook on the web": f'{PAGE}<div id="appendonsend"></div><hr><div id="divRplyFwdMsg">De : C</div>'
    "<div><p>Bonjour Bruno,</p></div>",
    "outlook on the web, signed": f'{PAGE}<div id="Signature"><p>Bruno, mairie</p></div>'
    '<div id="appendonsend"></div><p>Bonjour</p>',
    "outlook on a phone": f'{PAGE}<div id="ms-outlook-mobile-signature">Obtenir <a>Outlook</a></div>'
    '<div id="mail-editor-reference-message-container">Bonjour</div>',
    "outlook of a desk": f"{PAGE}<div><div><p><b>De&nbsp;:</b> C<br><b>Envoyé&nbsp;:</b> jeudi<br>"
    "<b>À&nbsp;:</b> B<br><b>Objet&nbsp;:</b> x</p></div></div><p>Bonjour</p>",
    "apple": f'{PAGE}<br><blockquote type="cite">Le 26 a écrit :</blockquote><blockquote type="cite">Bonjour'
    "</blockquote>",
    "thunderbird": f'{PAGE}<div class="moz-cite-prefix">Le 26 a écrit :</div><blockquote type="cite">Bonjour'
    '</blockquote><div class="moz-signature">-- <br>Bruno</div>',
    "zimbra": f'{PAGE}<hr id="zwchr"><div><b>De: </b>C<br></div><div><p>Bonjour Bruno</p></div>',
    "roundcube": f'{PAGE}<p id="reply-intro">Le 26 a écrit :</p><blockquote type="cite">Bonjour</blockquote>',
    "ionos": f'{PAGE}<div><div name="quote">Gesendet: Donnerstag<div name="quoted-content">Bonjour</div>'
    "</div></div>",
    "spark": f'{PAGE}<div name="messageReplySection">Le 26 nov. a écrit :<blockquote type="cite">Bonjour'
    "</blockquote></div>",
    "yahoo": f'{PAGE}<div class="ydp2yahoo_quoted"><div>Le jeudi, C a écrit :</div>Bonjour</div>',
}


@pytest.mark.parametrize("program", BELOW)
def test_what_a_program_adds_under_an_answer_is_left_out(program: str) -> None:
    assert written(f"{MINE}\n\n{BELOW[program]}") == MINE


@pytest.mark.parametrize("program", PAGES)
def test_what_a_program_adds_to_a_page_is_left_out(program: str) -> None:
    assert written(words(PAGES[program])) == MINE


def test_answers_between_quotes_are_kept_together() -> None:
    text = (
        "Le 26/11/2026 à 10:12, Comité a écrit :\n> Qui l’a fait ?\n\nNous l’avons fait.\n\n"
        "> Avec qui ?\n\nAvec deux communes.\n\n-- \nBruno\n"
    )

    assert written(text) == MINE


def test_a_signature_above_the_words_is_left_out_and_not_the_words() -> None:
    assert written(f"\n-- \nBruno Lemoine\nMairie de Valmer\n\n{MINE}\n\n{HEAD}") == MINE


@pytest.mark.parametrize(
    "text",
    [
        "Les prix :\nDe : 10 000 euros\nÀ : 20 000 euros\nselon les communes.",
        "Le 3 mars 2026, la commune de Valmer a écrit :\n« Nous y allons. »\nVoilà.",
        "Voici les dates.\nDate : 12 mars\nObjet : réunion\nMerci",
        "Le devis est là.\nEnvoyé de Lyon, le camion arrive jeudi.",
        "Avant\n==========\nMessage du maire : oui.",
    ],
)
def test_words_of_a_person_that_look_like_those_of_a_program_stay(text: str) -> None:
    assert written(text) == text
