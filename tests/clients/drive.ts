// One read and one filing through the client that `openapi-typescript` makes of the document; every name and type below is checked.
import createClient from "openapi-fetch";
import type { components, paths } from "./api.js";

const { USLUGI_URL: baseUrl, USLUGI_TOKEN: token } = process.env;
if (!baseUrl || !token) throw new Error("USLUGI_URL and USLUGI_TOKEN are needed");
const client = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${token}` } });

const service = await client.GET("/v1/services/{code}", { params: { path: { code: "employment-certificate" } } });
if (!service.data) throw new Error(`no service: ${JSON.stringify(service.error)}`);
const status: components["schemas"]["ServiceStatus"] = service.data.status;

const filed = await client.POST("/v1/applications", {
  params: { header: { "Idempotency-Key": "client-typescript-1" } },
  body: { service: service.data.code, form: { certificate_kind: "unemployed_status" } },
});
if (!filed.data) throw new Error(`not filed: ${JSON.stringify(filed.error)}`);

const wrong = await client.POST("/v1/applications", {
  params: { header: { "Idempotency-Key": "client-typescript-2" } },
  body: { service: service.data.code, form: {} },
});
// A refusal has a type too.
const problem: components["schemas"]["Problem"] | undefined = wrong.error;
console.log(JSON.stringify({ status, id: filed.data.id, number: filed.data.number, problem: problem?.code }));
