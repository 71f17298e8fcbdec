// A client of the control API, typed by what openapi-typescript makes of /_wxlocal/v1/openapi.json.
import type { components, paths } from "./control";

type Ok<Operation> = Operation extends { responses: { 200: { content: { "application/json": infer Answer } } } } ? Answer : never;
type Body<Operation> = Operation extends { requestBody?: { content: { "application/json": infer Asked } } } ? Asked : undefined;
type Where<Operation> = Operation extends { parameters: { path: infer Path } } ? Path : Record<string, never>;
type Query<Operation> = Operation extends { parameters: { query?: infer Asked } } ? Asked : undefined;
type Method = "get" | "post" | "put" | "patch" | "delete";

export async function call<Path extends keyof paths, M extends Method & keyof paths[Path]>(
  base: string,
  method: M,
  path: Path,
  where: Where<paths[Path][M]>,
  body?: Body<paths[Path][M]>,
  query?: Query<paths[Path][M]>,
): Promise<Ok<paths[Path][M]>> {
  const given = where as Record<string, string | number>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(given[name])));
  const search = new URLSearchParams(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]));
  const answer = await fetch(`${base}${filled}?${search}`, {
    method: method.toUpperCase(),
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const told: unknown = await answer.json();
  if (!answer.ok) throw new Error((told as components["schemas"]["Trouble"]).error);
  return told as Ok<paths[Path][M]>;
}

export async function story(base: string): Promise<string[]> {
  const world = "default";
  const at = await call(base, "patch", "/_wxlocal/v1/worlds/{world}/clock", { world }, { now: "2022-05-01", frozen: true });
  const person = await call(base, "post", "/_wxlocal/v1/worlds/{world}/people", { world }, { nickname: "卡罗" });
  const phone: components["schemas"]["Phone"] | undefined = person.phones[0];
  if (phone === undefined) throw new Error("no phone");
  const about = await call(base, "get", "/_wxlocal/v1/worlds/{world}", { world });
  const appid: string = about.mini_program?.appid ?? "";
  const done = await call(
    base, "post", "/_wxlocal/v1/worlds/{world}/phones/{phone}/call", { world, phone: phone.id },
    { api: "login", appid },
  );
  const prompt: string = done.prompt?.kind ?? "none";
  const people = await call(base, "get", "/_wxlocal/v1/worlds/{world}/people", { world }, undefined, { limit: 2 });
  const letters = await call(
    base, "get", "/_wxlocal/v1/worlds/{world}/letters", { world }, undefined, { state: "waiting", after: 0 },
  );
  const account = await call(base, "get", "/_wxlocal/v1/worlds/{world}/accounts/{appid}", { world, appid });
  const settled = await call(base, "post", "/_wxlocal/v1/worlds/{world}/settle", { world }, { timeout: 1 });
  const kind: "mini_program" | "mini_game" | string = account.kind;
  return [at.now_iso, String(done.ok), prompt, String(people.length), String(letters.length), kind, String(settled.settled)];
}
