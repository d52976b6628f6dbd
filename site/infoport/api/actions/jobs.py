"""Background jobs over REST: asked for with a file, stopped, taken up again, applied after a dry run, reported."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.http import StreamingHttpResponse
from rest_framework import status
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser

from infoport.api import paging
from infoport.api.actions.object_action import ObjectAction
from infoport.api.describing.operation import (
    ANY,
    BOOLEAN,
    INTEGER,
    OWN,
    PAGING,
    TEXT,
    Described,
    array,
    asked,
    nullable,
    page,
    query,
    record,
)  # fmt: skip
from infoport.api.views import SpecView, json_response
from infoport.jobs import import_file
from infoport.tasks import jobs
from inventory.core.jobs import queue, reporting
from inventory.declare.files.limits import FORMS, OCTETS
from inventory.declare.files.reading import recognised
from inventory.declare.forms import is_writable
from inventory.declare.registry import specs

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from rest_framework.request import Request

    from inventory.core.models import Job
    from inventory.declare.files.limits import Form
    from inventory.declare.spec import Spec


LINE: Final = record({
    "number": nullable(INTEGER), "state": TEXT, "display": TEXT,
    "problems": array(record({"column": ANY, "value": ANY, "expectation": ANY})),
})  # fmt: skip
EXPORT: Final = query("export", {"type": "string", "enum": ["csv"]}, "All lines as a file.")
FILE: Final = asked({"file": {"type": "string", "format": "binary"}}, required=["file"])
PARAMETERS: Final = (
    query("type", TEXT, "Of the objects, as `dcim.device`."), query("dry_run", BOOLEAN), query("all_or_none", BOOLEAN),
    query("form", {"type": "string", "enum": list(FORMS)}, "Told by name or content unless stated."),
    query("name", TEXT, "Of the file, where the body is the file itself."),
)  # fmt: skip


class Conflict(APIException):
    """The job is not where one can do this to it."""

    status_code = status.HTTP_409_CONFLICT


class JobAction(ObjectAction):
    """Something done to a job by its person, or by somebody with the right to change it."""

    described = {"POST": Described({202: OWN}, errors=(409,))}

    def done(self, request: Request, pk: int, deed: Callable[[Job], Job | None]) -> HttpResponse:
        """The job afterwards. Raises `Conflict` saying where the job is."""
        try:
            with transaction.atomic():
                job = deed(self.instance(pk, "change")) or self.instance(pk)
                jobs.ask()
        except queue.Untimely as error:
            raise Conflict(str(error)) from error
        return json_response(self.encoded(request, [job.pk], shaped=False)[0], status.HTTP_202_ACCEPTED)


class Cancel(JobAction):
    """A job that stops after the batch at hand; what was stored stays."""

    def post(self, request: Request, pk: int) -> HttpResponse:
        """202 with the job; 409 for one that has ended."""
        return self.done(request, pk, queue.cancel)


class Resume(JobAction):
    """A failed or cancelled job that goes on where it was stopped."""

    def post(self, request: Request, pk: int) -> HttpResponse:
        """202 with the job; 409 for any other."""
        return self.done(request, pk, queue.resume)


class Apply(JobAction):
    """The deed after a dry run: a new job. `all_or_none` true stores nothing unless all rows fit."""

    described = {"POST": Described({202: OWN}, asked({"all_or_none": BOOLEAN}), errors=(400, 409))}

    def post(self, request: Request, pk: int) -> HttpResponse:
        """202 with the new job; 409 for what is no finished dry run."""
        given = request.data if isinstance(request.data, dict) else {}
        chosen = {"all_or_none": given["all_or_none"] is True} if "all_or_none" in given else {}
        return self.done(request, pk, lambda job: queue.apply(job, **chosen))


class Report(ObjectAction):
    """What became of each row or object that did not stay as it was; refused ones first."""

    described = {
        "GET": Described(
            {200: page(LINE)}, parameters=[*PAGING, query("state", TEXT), EXPORT], media={"text/csv": TEXT}
        )
    }

    def get(self, request: Request, pk: int) -> HttpResponseBase:
        """A page of lines, only those of `state` where it is given; all as CSV with `export=csv`."""
        job = self.instance(pk)
        if request.query_params.get("export") == "csv":
            name = f'attachment; filename="job-{pk}-report.csv"'
            return StreamingHttpResponse(
                reporting.as_csv(job), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
            )
        page = paging.requested(request.query_params)
        lines = reporting.lines_of(job, request.query_params.get("state", ""))
        count, shown = lines.count(), lines[page.offset : page.offset + page.limit]
        url = request.build_absolute_uri()
        return json_response({
            "count": count, "next": paging.next_url(url, page, [], count), "previous": paging.previous_url(url, page),
            "results": [
                {
                    "number": line.number, "state": line.state, "display": line.display,
                    "problems": [
                        {"column": column, "value": value, "expectation": text} for column, value, text in line.problems
                    ],
                }
                for line in shown
            ],
        })  # fmt: skip


BODY = "body"


class Raw(BaseParser):
    """A body that is the file itself, whatever it calls itself."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, bytes]:
        """The octets. Raises `ValidationError` when there are more than are taken."""
        del media_type, parser_context
        content: bytes = stream.read(OCTETS + 1)
        if len(content) > OCTETS:
            raise ValidationError({"file": [f"Larger than {OCTETS} octets."]})
        return {BODY: content}


class Imports(SpecView):
    """Files into the inventory. `type` is that of the objects; the file is the body, or `file` in a form."""

    described = {"POST": Described({202: OWN}, FILE, takes="multipart/form-data", parameters=PARAMETERS)}

    parser_classes = (MultiPartParser, Raw)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Authenticate only; what the asker may do depends on the type."""
        super(SpecView, self).initial(request, *args, **kwargs)

    def post(self, request: Request) -> HttpResponse:
        """202 with the job. `dry_run` and `all_or_none` as true or false; `form` is told by name or content."""
        given = {**request.query_params.dict()}
        content, name = self._file(request, given)
        spec = self._type(given)
        form = self._form(given, name, content)
        with transaction.atomic():
            job = import_file(
                spec, content, form, name, user=request.user, dry_run=_is_true(given, "dry_run"),
                all_or_none=_is_true(given, "all_or_none"),
            )  # fmt: skip
        response = json_response(self.encoded(request, [job.pk], shaped=False)[0], status.HTTP_202_ACCEPTED)
        response["Location"] = f"{self.spec.api}{job.pk}/"
        return response

    def _file(self, request: Request, given: dict[str, str]) -> tuple[bytes, str]:
        data = request.data if isinstance(request.data, dict) else {}
        if isinstance(data.get(BODY), bytes):
            content, name = data[BODY], given.get("name", "")
        else:
            given.update({key: str(data[key]) for key in data if key != "file"})
            upload = request.FILES.get("file")
            content, name = (upload.read(), str(upload.name)) if upload else (b"", "")
        if not content:
            raise ValidationError({"file": ["No file was submitted."]})
        return content, PurePath(name).name

    def _type(self, given: dict[str, str]) -> Spec:
        spec = specs.get(given.get("type", ""))
        if spec is None or not is_writable(spec):
            raise ValidationError({"type": [f"“{given.get('type', '')}” is no type that can be imported."]})
        asker: Any = self.request.user
        if not asker.may(spec.label, "add"):
            raise PermissionDenied
        return spec

    def _form(self, given: dict[str, str], name: str, content: bytes) -> Form:
        wanted = given.get("form", "")
        for form in FORMS:
            if wanted == form:
                return form
        if wanted:
            raise ValidationError({"form": [f"“{wanted}” is none of {', '.join(FORMS)}."]})
        return recognised(name, content)


def _is_true(given: dict[str, str], name: str) -> bool:
    value = given.get(name, "false").lower()
    if value not in {"true", "false"}:
        raise ValidationError({name: [f"“{value}” is neither true nor false."]})
    return value == "true"
