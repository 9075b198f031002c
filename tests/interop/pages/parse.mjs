// Reads a JSON list of charts and writes, for each, its type or what is wrong with it. Mermaid cleans
// labels through a DOM, which node has not; how they are drawn does not matter here.
import fs from "node:fs";
import { pathToFileURL } from "node:url";

const [modules] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${modules}/${path}`).href);
const { default: purify } = await load("dompurify/dist/purify.es.mjs");
purify.addHook = () => {};
purify.sanitize = (text) => text;
const { default: mermaid } = await load("mermaid/dist/mermaid.core.mjs");
const answers = [];
for (const chart of JSON.parse(fs.readFileSync(0, "utf8"))) {
  try {
    answers.push((await mermaid.parse(chart)).diagramType);
  } catch (error) {
    answers.push(`wrong: ${error.message}`);
  }
}
console.log(JSON.stringify(answers));
