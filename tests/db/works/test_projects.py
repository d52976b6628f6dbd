"""Projects move by steps, for people with the right for the step, when what it needs is there."""

from typing import Any

import pytest
from writes import change, make, refusal, refused_change

from inventory.core.models import ObjectChange
from inventory.declare import tabular
from inventory.declare.registry import specs
from inventory.works.models import Opinion, Project

LABEL = "works.project"
URL = "/api/plugins/works/projects/"


def opine(project: Any, *bodies: Any, verdict: Any = "favour"):
    for body in bodies:
        make("works.opinion", project=project, body=body, verdict=verdict, text="同意。")


def test_a_project_goes_all_the_way_and_each_step_is_recorded(city: Any, project: Any, device: Any):
    opine(project, city.office, city.finance)
    change(project, stage="reviewed")
    change(project, cost_approved="800.00", stage="approved")
    lot = make("works.tenderlot", project=project, name="一包", supplier="某公司", price="750.00")
    change(project, stage="tendered")
    change(project, stage="built")
    make("works.projectasset", project=project, asset_type="dcim.device", asset_id=device("xxg-a-sw01").pk, lot=lot)
    done = change(project, cost_actual="745.00", stage="accepted")
    assert [getattr(done, f"{stage}_on") is not None for stage in ("proposed", "reviewed", "built", "accepted")] == [
        True
    ] * 4
    changes = ObjectChange.objects.filter(changed_object_type=LABEL, action="update").order_by("id")
    stages = [each.postchange_data["stage"] for each in changes if "stage" in each.postchange_data]
    assert stages == ["reviewed", "approved", "tendered", "built", "accepted"]


def test_a_project_begins_as_proposed_and_jumps_over_nothing(city: Any, project: Any):
    problem = refusal(LABEL, code="CC-2006-002", name="x", plan_year=city.year, stage="approved")
    assert "does not go from “Proposed” to “Approved”" in problem["stage"][0]
    opine(project, city.office, city.finance)
    assert "does not go" in refused_change(project, stage="tendered")["stage"][0]


def test_a_step_names_what_it_lacks(city: Any, project: Any):
    opine(project, city.office)
    assert "the opinion of 市财政局" in refused_change(project, stage="reviewed")["stage"][0]
    opine(project, city.finance, verdict="against")
    change(project, stage="reviewed")
    problem = refused_change(project, stage="approved")["stage"][0]
    assert "the approved cost" in problem
    assert "市财政局, who is against it" in problem


def test_an_opinion_bears_its_author_and_stays_as_it_was_given(city: Any, project: Any, api: Any):
    body = {"project": project.pk, "body": city.office.pk, "verdict": "favour", "text": "可行"}
    answer = api("POST", "/api/plugins/works/opinions/", body)
    assert answer.status_code == 201, answer.content
    assert answer.json()["author"] == "root"
    assert answer.json()["given_at"]
    given = Opinion.objects.get(pk=answer.json()["id"])
    assert "stays as it was given" in refused_change(given, verdict="against")["verdict"][0]


def test_the_rest_action_needs_its_own_right_and_no_other(city: Any, project: Any, person: Any, api: Any):
    opine(project, city.office, city.finance)
    editor = person([LABEL], ["view", "change"])
    answer = editor("POST", f"{URL}{project.pk}/review/")
    assert (answer.status_code, "review" in answer.json()["detail"]) == (403, True)
    patched = editor("PATCH", f"{URL}{project.pk}/", {"stage": "reviewed"})
    assert (patched.status_code, "needs the right “review”" in patched.json()["stage"][0]) == (400, True)
    reviewer = person([LABEL], ["view", "review"])
    assert reviewer("POST", f"{URL}{project.pk}/review/").json()["stage"]["value"] == "reviewed"
    refused = api("POST", f"{URL}{project.pk}/tender/")
    assert (refused.status_code, "does not go" in refused.json()["stage"][0]) == (400, True)
    assert api("POST", f"{URL}999999/review/").status_code == 404


def test_a_right_within_constraints_reaches_only_the_projects_it_names(city: Any, project: Any, person: Any):
    opine(project, city.office, city.finance)
    reviewer = person([LABEL], ["view", "review"], {"tenant__slug": "czj"})
    assert reviewer("POST", f"{URL}{project.pk}/review/").status_code == 404
    own = person([LABEL], ["view", "review"], {"tenant__slug": "dzzwc"})
    assert own("POST", f"{URL}{project.pk}/review/").status_code == 200


def test_an_import_jumps_no_further_than_a_person(project: Any, api: Any):
    report = tabular.store(specs[LABEL], [{"code": project.code, "stage": "accepted"}], user=api.user, dry_run=False)
    assert (report[0].state, list(report[0].problems)) == ("refused", ["stage"])
    assert Project.objects.get(pk=project.pk).stage == "proposed"


def test_a_plan_year_sums_up_its_projects_but_for_rejected_ones(city: Any, project: Any, api: Any):
    other = make(LABEL, code="CC-2006-009", name="y", plan_year=city.year, cost_planned="50.00")
    opine(other, city.office, verdict="against")
    change(other, stage="rejected")
    year = api.get(f"/api/plugins/works/plan-years/{city.year.pk}/").json()
    assert (year["project_count"], year["planned_total"], year["approved_total"]) == (2, 900, None)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cost_planned": "1", "cost_approved": "2"}, "cost_approved"),
        ({"starts_on": "2006-05-01", "ends_on": "2006-04-01"}, "ends_on"),
    ],
)
def test_costs_and_dates_are_in_order(project: Any, values: Any, field: Any):
    assert list(refused_change(project, **values)) == [field]
