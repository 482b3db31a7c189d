"""One read and one filing through the client that `openapi-python-client` makes of the document; mypy checks every type of it."""

import json
import os

from uslugi_client import AuthenticatedClient
from uslugi_client.api.applications import submit_application
from uslugi_client.api.catalog import read_service
from uslugi_client.models import ApplicationRequest, ApplicationView, Problem, ServiceStatus, ServiceView

client = AuthenticatedClient(base_url=os.environ["USLUGI_URL"], token=os.environ["USLUGI_TOKEN"])

service = read_service.sync("employment-certificate", client=client)
assert isinstance(service, ServiceView), service
assert service.status is ServiceStatus.OPEN
code = service.code


def file(key: str, form: dict[str, str]) -> ApplicationView | Problem | None:
    body = ApplicationRequest.from_dict({"service": code, "form": form})
    return submit_application.sync(client=client, body=body, idempotency_key=key)


filed = file("client-python-1", {"certificate_kind": "unemployed_status"})
assert isinstance(filed, ApplicationView), filed
problem = file("client-python-2", {})
assert isinstance(problem, Problem), problem
print(json.dumps({"status": service.status.value, "id": filed.id, "number": filed.number, "problem": problem.code}))
