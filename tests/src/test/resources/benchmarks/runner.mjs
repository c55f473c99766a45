// Runs one workload in V8 until the time is up, a fresh instance each time. Arguments and output are those of runners/RunLog.java.
import { WASI } from 'node:wasi';
import fs from 'node:fs';
import path from 'node:path';

const [processStart, seconds, root, outputFile, which, file, ...rest] = process.argv.slice(2);
const print = (text) => fs.writeSync(1, text + '\n');
print(`started ${Date.now() - processStart}`);
const args = [path.basename(file), ...rest];
const module = await WebAssembly.compile(fs.readFileSync(file));
print(`compiled ${Date.now() - processStart}`);
const env = { PYTHONPATH: '/pylib', PYTHONHOME: '/', PYTHONDONTWRITEBYTECODE: '1' };
const printed = outputFile + '.stdout';

function counted() {
  const bytes = fs.readFileSync(printed);
  if (which === 'all') return bytes;
  const end = bytes.at(-1) === 10 ? bytes.length - 1 : bytes.length;
  return bytes.subarray(bytes.lastIndexOf(10, end - 1) + 1, end);
}

// FNV-1a
function hash(bytes) {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const first = performance.now();
let spent;
let written = false;
do {
  // A WASI object closes its streams some day, each on its own.
  const [stdin, stderr] = [0, 2].map(() => fs.openSync('/dev/null', 'r+'));
  const stdout = fs.openSync(printed, 'w');
  const begin = Date.now() - processStart;
  const start = performance.now();
  const wasi = new WASI({ version: 'preview1', args, env, preopens: { '/': root }, stdin, stdout, stderr, returnOnExit: true });
  const exit = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
  const end = performance.now();
  spent = end - first;
  const bytes = counted();
  if (!written) fs.writeFileSync(outputFile, bytes);
  written = true;
  print(`run ${begin} ${(end - start).toFixed(4)} ${exit} ${hash(bytes)}`);
} while (spent < seconds * 1000);
