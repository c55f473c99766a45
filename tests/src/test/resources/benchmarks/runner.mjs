// Runs one workload in V8 until the time is up, a fresh instance each time, and prints the best time in milliseconds whenever it gets
// better: the collector closes files of old WASI objects, now and then the standard output with them.
// Arguments: seconds, data folder, scratch folder that becomes the guest's root, module, guest arguments.
import { WASI } from 'node:wasi';
import fs from 'node:fs';
import path from 'node:path';

const [seconds, data, root, ...guest] = process.argv.slice(2);
const end = performance.now() + Number(seconds) * 1000;
const module = await WebAssembly.compile(fs.readFileSync(path.join(data, guest[0])));
const env = { PYTHONPATH: '/pylib', PYTHONHOME: '/', PYTHONDONTWRITEBYTECODE: '1' };
let best = Infinity;
do {
  // A WASI object closes its streams some day, each on its own.
  const [stdin, stdout, stderr] = [0, 1, 2].map(() => fs.openSync('/dev/null', 'r+'));
  const start = performance.now();
  const wasi = new WASI({
    version: 'preview1', args: guest, env, preopens: { '/': root }, stdin, stdout, stderr, returnOnExit: true,
  });
  wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
  const time = performance.now() - start;
  if (time < best) {
    best = time;
    console.log(`best ${best.toFixed(3)}`);
  }
} while (performance.now() < end);
