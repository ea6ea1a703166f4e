"""Adding evidence to an arrangement."""

from typing import Any

from flask import flash

from portal.access import Permission, requires
from portal.features.arrangements import actions
from portal.features.arrangements.forms import ArrangementEvidenceForm
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.evidence import add_evidence as keep_evidence
from portal.features.evidence import takes_file


@bp.route("/arrangements/<ref:ref>/evidence/add", methods=["GET", "POST"])
@requires(Permission.EVIDENCE_ADD, on=Arrangement)
@takes_file("upload")
def add_evidence(arrangement: Arrangement) -> Any:
    """Add a file that proves something about it."""
    form = ArrangementEvidenceForm()
    if form.validate_on_submit():
        list_id = arrangement.access_list_id if form.audience.data == "everyone" else arrangement.inner_list_id
        with form.rules():
            actions.attach_evidence(arrangement, keep_evidence(list_id, form.title.data, form.period, form.upload.data))
        if not form.errors:
            flash("The evidence is added", "success")
            return go("show", arrangement, _anchor="evidence")
    return asked(form, arrangement, "Add evidence", at("show", arrangement), button="Add it")
