"""Reports may be imported for an authority in one of its committees."""

from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

NAME = "ck_import_batches_is_for_one_place"
BEFORE = (
    "(authority_id IS NOT NULL AND committee_id IS NULL)"
    " OR (authority_id IS NULL AND committee_id IS NOT NULL AND kind = 'members')"
)
AFTER = (
    "(authority_id IS NOT NULL AND (committee_id IS NULL OR kind = 'reports'))"
    " OR (authority_id IS NULL AND committee_id IS NOT NULL AND kind = 'members')"
)


def _hold(condition: str) -> None:
    """Put a condition in the place of the other."""
    with op.batch_alter_table("import_batches", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(NAME), type_="check")
        batch_op.create_check_constraint(batch_op.f(NAME), condition)


def upgrade() -> None:
    """Go forward."""
    _hold(AFTER)


def downgrade() -> None:
    """Go back; what remains of such imports goes to the first committee, as before."""
    op.execute("UPDATE import_batches SET committee_id = NULL WHERE authority_id IS NOT NULL")
    _hold(BEFORE)
