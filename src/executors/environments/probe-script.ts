// A small Python program that asks network sources for one page each, the way pip would: same proxy, same certificates.

export interface ProbeRequest {
  /** `url` "" = pip's own default index; `name` = the project's page to ask an index for, "" for a page of links. */
  readonly targets: readonly { readonly id: string; readonly url: string; readonly name: string }[];
  /** Start of the wheel names to report, or "". */
  readonly wheel: string;
  /** Hosts whose certificates are not checked. */
  readonly trusted: readonly string[];
  readonly seconds: number;
}

/** The program, to be given to Python on its standard input; it prints one JSON object by target id. */
export function probeScript(request: ProbeRequest): string {
  return `REQUEST = ${JSON.stringify(JSON.stringify(request))}\n${PROGRAM}`;
}

const PROGRAM = `
import base64, json, os, re, ssl, sys, threading, time, urllib.error, urllib.parse, urllib.request
asked = json.loads(REQUEST)
answers = {}

def default_index():
    try:
        from pip._internal.models.index import PyPI
        return PyPI.simple_url
    except Exception:
        return ""

def ask(target):
    url = target["url"] or default_index()
    if not url:
        answers[target["id"]] = {"ok": True, "answer": "not probed", "wheels": []}
        return
    if target["name"]:
        url = url.rstrip("/") + "/" + target["name"] + "/"
    parts = urllib.parse.urlsplit(url)
    request = urllib.request.Request(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl())
    request.add_header("Accept", "application/vnd.pypi.simple.v1+json, text/html;q=0.2, */*;q=0.1")
    if parts.username:
        pair = urllib.parse.unquote(parts.username) + ":" + urllib.parse.unquote(parts.password or "")
        request.add_header("Authorization", "Basic " + base64.b64encode(pair.encode()).decode())
    context = ssl._create_unverified_context() if parts.hostname in asked["trusted"] else ssl.create_default_context()
    wheels = []
    try:
        with urllib.request.urlopen(request, timeout=asked["seconds"], context=context) as answer:
            body = answer.read(20_000_000).decode("utf-8", "replace") if asked["wheel"] else ""
            names = re.findall(r"torch-[^\\s\\"'<>/#]+?\\.whl", urllib.parse.unquote(body))
            wheels = sorted({name for name in names if name.startswith(asked["wheel"])})
            ok, said = True, "HTTP %d" % answer.status
    except urllib.error.HTTPError as error:
        ok, said = error.code == 404 and bool(target["name"]), "HTTP %d" % error.code
    except Exception as error:
        ok, said = False, str(getattr(error, "reason", "") or error or type(error).__name__)
    answers[target["id"]] = {"ok": ok, "answer": said[:200], "wheels": wheels}

threads = [threading.Thread(target=ask, args=(target,), daemon=True) for target in asked["targets"]]
for thread in threads:
    thread.start()
until = time.monotonic() + asked["seconds"]
for thread in threads:
    thread.join(max(0.0, until - time.monotonic()))
late = {"ok": False, "answer": "no answer in %g s" % asked["seconds"], "wheels": []}
print(json.dumps({target["id"]: answers.get(target["id"], late) for target in asked["targets"]}))
sys.stdout.flush()
os._exit(0)
`;
