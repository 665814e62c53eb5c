"""What those who animate a committee, or a whole site, find on their dashboard."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, case, func, or_, select

from comite.accounts.dashboard import DashboardThings, Part, moment, row, to_tell_apart, today
from comite.accounts.models import Invitation
from comite.accounts.readers import Reader
from comite.datasets.models import Dataset
from comite.discussions.models.threads import Message
from comite.experiences.models import ExperienceReport
from comite.foundation import jobs
from comite.foundation.jobs import Job
from comite.territories.models import Committee, LocalAuthority, Participation

# A commune that has written nothing for so long may need a call.
SILENT_AFTER = timedelta(days=90)
# Long enough for a server of mails to come back by itself.
STUCK_AFTER = timedelta(hours=1)


def invitations(reader: Reader) -> Select[Any] | None:
    """The people invited to the committees one animates, who have not answered."""
    if not reader.led_committee_ids:
        return None
    who = func.coalesce(func.nullif(Invitation.name, ""), Invitation.email)
    return (
        select(
            *row(Invitation.id, who, slug=Committee.slug, place=LocalAuthority.name, at=Invitation.invited_at)
        )
        .join(Committee, Committee.id == Invitation.committee_id)
        .outerjoin(LocalAuthority, LocalAuthority.id == Invitation.authority_id)
        .where(
            Invitation.committee_id.in_(sorted(reader.led_committee_ids)),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    )


def silent_members(reader: Reader) -> Select[Any] | None:
    """The authorities of the committees one animates that have written nothing for three months."""
    if not reader.led_committee_ids:
        return None
    since, authority = moment(-SILENT_AFTER), LocalAuthority.id
    # Read once each, whatever the number of members.
    told = select(ExperienceReport.authority_id).where(ExperienceReport.updated_at > since)
    shared = select(Dataset.authority_id).where(Dataset.modified_at > since)
    wrote = select(Message.author_authority_id).where(
        Message.written_at > since, Message.author_authority_id.is_not(None)
    )
    return (
        select(
            *row(
                authority,
                LocalAuthority.name,
                slug=LocalAuthority.slug,
                place=to_tell_apart(Committee.name, reader.led_committee_ids),
            )
        )
        .join(Participation, Participation.authority_id == authority)
        .join(Committee, Committee.id == Participation.committee_id)
        .where(
            Participation.committee_id.in_(sorted(reader.led_committee_ids)),
            authority.not_in(sorted(reader.authority_ids)),
            Participation.joined_on <= today(-SILENT_AFTER),
            or_(Participation.left_on.is_(None), Participation.left_on > today()),
            *(authority.not_in(those) for those in (told, shared, wrote)),
        )
    )


def stuck_jobs(reader: Reader) -> Select[Any] | None:
    """The work that nobody will do unless an administrator looks at it, or that fails since an hour."""
    if not reader.is_administrator:
        return None
    title = case(
        (jobs.is_dead(), "Un travail a été abandonné après cinq essais"),
        else_="Un travail n’aboutit pas depuis plus d’une heure",
    )
    is_stuck = jobs.is_stuck(moment(-STUCK_AFTER))
    return select(*row(Job.id, title, at=Job.asked_at)).where(or_(jobs.is_dead(), is_stuck))


DASHBOARD = (
    DashboardThings(
        Part.ANIMATION,
        "Invitations sans réponse",
        "Vous animez ce comité : un mot ou un appel aide souvent à franchir le pas.",
        "/comites/{slug}/invitations",
        invitations,
        is_soonest_first=True,
    ),
    DashboardThings(
        Part.ANIMATION,
        "Membres silencieux",
        "Rien d’écrit depuis trois mois. Seule l’animation voit cette liste.",
        "/collectivites/{slug}",
        silent_members,
    ),
    DashboardThings(
        Part.ANIMATION,
        "Travaux en panne",
        "Vous administrez ce site : un courriel ou une lecture de fichier attend peut-être après vous.",
        "/administration/travaux",
        stuck_jobs,
        all_url="/administration/travaux",
        shown=1,
    ),
)
