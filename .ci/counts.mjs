// Reads what the suites wrote (forge's JSON, .NET's trx) and prints the counts; the last line is the total.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2];
const total = { passed: 0, failed: 0, skipped: 0 };
const counts = { unit: 0, fuzzTests: 0, fuzzRuns: 0, invariants: 0, invariantCalls: 0, integration: 0, browser: 0 };
const laws = new Map();
const notes = [];
const failures = [];

// forge writes the traces of every invariant, asked or not: more than one string can hold. They are cut out as bytes.
function readWithoutTraces(path) {
  const bytes = readFileSync(path);
  const key = '"traces":';
  const kept = [];
  let from = bytes.indexOf("{");
  for (let at; (at = bytes.indexOf(key, from)) >= 0;) {
    kept.push(bytes.subarray(from, at + key.length), Buffer.from("null"));
    from = endOfArray(bytes, at + key.length);
  }
  kept.push(bytes.subarray(from));
  return JSON.parse(Buffer.concat(kept).toString("utf8"));
}

function endOfArray(bytes, start) {
  const [quote, backslash, open, close] = Buffer.from('"\\[]');
  let depth = 0;
  for (let i = start, isText = false; i < bytes.length; i++) {
    if (bytes[i] === backslash && isText) i++;
    else if (bytes[i] === quote) isText = !isText;
    else if (isText) continue;
    else if (bytes[i] === open) depth++;
    else if (bytes[i] === close && --depth === 0) return i + 1;
  }
  throw new Error("forge's JSON ends inside a trace");
}

function readForge(path) {
  for (const [suite, { test_results }] of Object.entries(readWithoutTraces(path)))
    for (const [name, result] of Object.entries(test_results)) {
      const outcome = result.status === "Success" ? "passed" : result.status === "Skipped" ? "skipped" : "failed";
      total[outcome]++;
      if (outcome === "failed") failures.push(`${suite} ${name}: ${result.reason}`);
      if (outcome === "skipped") notes.push(`skipped: ${suite} ${name}: ${result.reason ?? "no reason given"}`);
      const { Fuzz, Invariant } = result.kind;
      if (Fuzz) { counts.fuzzTests++; counts.fuzzRuns += Fuzz.runs; }
      else if (Invariant) { counts.invariants++; counts.invariantCalls += Invariant.calls; }
      else counts.unit++;
      for (const line of result.decoded_logs ?? []) if (line.startsWith("gas ")) notes.push(line);
    }
}

const unescape = s => s.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&#xD;/g, "").replace(/&amp;/g, "&");

function readTrx(path, file) {
  const text = readFileSync(path, "utf8");
  for (const [, attributes, body] of text.matchAll(/<UnitTestResult ([^>]*?)(?:\/>|>([\s\S]*?)<\/UnitTestResult>)/g)) {
    const outcome = /outcome="(\w+)"/.exec(attributes)[1];
    const name = unescape(/testName="([^"]*)"/.exec(attributes)[1]);
    const key = outcome === "Passed" ? "passed" : outcome === "NotExecuted" ? "skipped" : "failed";
    total[key]++;
    if (file.startsWith("Fractional.Tests")) counts.unit++;
    if (file.startsWith("Fractional.Integration")) counts.integration++;
    if (file.startsWith("Fractional.Browser")) counts.browser++;
    if (key === "failed") failures.push(`${name}: ${unescape(/<Message>([\s\S]*?)<\/Message>/.exec(body ?? "")?.[1] ?? outcome)}`);
    if (key === "skipped") notes.push(`skipped: ${name}: ${unescape(/<Message>([\s\S]*?)<\/Message>/.exec(body ?? "")?.[1] ?? "no reason given")}`);
    for (const line of unescape(body ?? "").split("\n")) {
      const law = /law (\S+) (.+?): (\d+) cases, seed (\d+)/.exec(line);
      if (law) laws.set(`${law[1]} ${law[2]}`, { cases: (laws.get(`${law[1]} ${law[2]}`)?.cases ?? 0) + Number(law[3]), seed: law[4] });
      const note = /(differential: .*|traces: .*|campaign: .*)/.exec(line.replace(/<[^>]*>/g, ""));
      if (note) notes.push(note[1].trim());
    }
  }
}

function readJunit(path) {
  const text = readFileSync(path, "utf8");
  for (const [, attributes, , body] of text.matchAll(/<testcase ((?:[^>"]|"[^"]*")*?)(\/>|>([\s\S]*?)<\/testcase>)/g)) {
    const name = unescape(/name="([^"]*)"/.exec(attributes)[1]);
    const key = /<failure/.test(body ?? "") ? "failed" : /<skipped/.test(body ?? "") ? "skipped" : "passed";
    total[key]++;
    counts.unit++;
    if (key === "failed") failures.push(`web: ${name}: ${unescape(/message="([^"]*)"/.exec(body)?.[1] ?? "failed")}`);
    if (key === "skipped") notes.push(`skipped: web: ${name}: ${/message="([^"]*)"/.exec(body)?.[1] ?? "no reason given"}`);
  }
}

const files = readdirSync(folder);
const suites = ["Fractional.Tests", "Fractional.Properties", "Fractional.Integration", "Fractional.Browser"];
for (const expected of ["forge.json", "web.xml", ...suites.map(suite => `${suite}.trx`)])
  if (!files.includes(expected)) { total.failed++; failures.push(`${expected} was not written: that suite did not run`); }
for (const file of files)
  if (file === "forge.json") readForge(join(folder, file));
  else if (file === "web.xml") readJunit(join(folder, file));
  else if (file.endsWith(".trx")) readTrx(join(folder, file), file);

const number = n => n.toLocaleString("en");
if (laws.size) console.log("\nproperty laws (cases, seed)");
for (const [law, { cases, seed }] of [...laws].sort((a, b) => a[0].localeCompare(b[0], "en", { numeric: true })))
  console.log(`  ${law.padEnd(72)} ${number(cases).padStart(9)}  ${seed}`);
console.log("");
for (const note of [...new Set(notes)]) console.log(note);
const cases = [...laws.values()].reduce((sum, law) => sum + law.cases, 0);
console.log(`
unit tests          ${number(counts.unit)}
property laws       ${number(laws.size)} with ${number(cases)} cases
fuzz tests          ${number(counts.fuzzTests)} with ${number(counts.fuzzRuns)} runs
invariants          ${number(counts.invariants)} with ${number(counts.invariantCalls)} calls
integration tests   ${number(counts.integration)}
browser tests       ${number(counts.browser)}`);
for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed ? 1 : 0);
