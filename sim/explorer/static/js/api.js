// Calls to the server that gave this page. The token came once, in the opening address.
const KEY = "sim-token";

export function keepToken(params) {
  const token = params.get("token");
  if (token) sessionStorage.setItem(KEY, token);
  return Boolean(sessionStorage.getItem(KEY));
}

let open = 0;
export const calling = () => open > 0;

async function call(path, options) {
  open += 1;
  try {
    return await answered(path, options);
  } finally {
    open -= 1;
  }
}

async function answered(path, options) {
  const response = await fetch(`/api/${path}`, options);
  const kind = response.headers.get("content-type") ?? "";
  const body = kind.startsWith("application/json") ? await response.json() : await response.text();
  if (!response.ok) throw new Error(body.error ?? `${response.status}`);
  return body;
}

const headers = () => ({ "X-Sim-Token": sessionStorage.getItem(KEY) ?? "" });

export const get = (path) => call(path, { headers: headers() });

export const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { ...headers(), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
