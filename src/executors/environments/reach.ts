// How the network is reached: what Python, pip and uv all understand.
import type { PipSettings } from "./pip-settings.js";

/** Everything but pip's and uv's own variables. */
export function commonEnv(env: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(PIP|UV)_/.test(name)));
}

/** How pip was told to reach the network, as variables that Python and uv know. */
export function reach(pip: PipSettings): Record<string, string> {
  const proxy = pip.proxy;
  const cert = pip.cert;
  return {
    ...(proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy }),
    ...(cert === undefined ? {} : { SSL_CERT_FILE: cert }),
  };
}
