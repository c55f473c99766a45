// Runs modules in this JavaScript engine and tells what they do. One line in, one line out:
//   probe BASE64                          -> true | false: whether the module is valid here
//   run BASE64 name,arg,arg;name;...      -> outcome;outcome;...;state
// Arguments are 5 (i32) or 5n (i64). An outcome is "ok 5 7n", "trap MESSAGE", "thrown TAG VALUES" or "invalid MESSAGE"; the state
// lists exported globals, memories (by hash) and tables (which elements are null).
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';

const KINDS = [WebAssembly.RuntimeError, RangeError];

function value(v) {
  return typeof v === 'bigint' ? `${v}n` : typeof v === 'number' ? `${v}` : v === null ? 'null' : 'ref';
}

function call(instance, text) {
  const [name, ...args] = text.split(',');
  try {
    const result = instance.exports[name](...args.map((a) => (a.endsWith('n') ? BigInt(a.slice(0, -1)) : Number(a))));
    return ['ok', ...(result === undefined ? [] : Array.isArray(result) ? result : [result]).map(value)].join(' ');
  } catch (e) {
    if (e instanceof WebAssembly.Exception) {
      const tag = Object.entries(instance.exports).find(([, x]) => x instanceof WebAssembly.Tag && e.is(x));
      return `thrown ${tag[0]}`;
    }
    if (KINDS.some((kind) => e instanceof kind)) {
      return `trap ${e.message.replaceAll(';', ',')}`;
    }
    throw e;
  }
}

function state(instance) {
  const parts = [];
  for (const [name, x] of Object.entries(instance.exports)) {
    if (x instanceof WebAssembly.Global) {
      parts.push(`${name}=${value(x.value)}`);
    } else if (x instanceof WebAssembly.Memory) {
      parts.push(`${name}=${createHash('sha256').update(new Uint8Array(x.buffer)).digest('hex')}`);
    } else if (x instanceof WebAssembly.Table) {
      let nulls = '';
      for (let i = 0; i < Number(x.length); i++) {
        nulls += x.get(typeof x.length === 'bigint' ? BigInt(i) : i) === null ? '0' : '1';
      }
      parts.push(`${name}=${nulls}`);
    }
  }
  return parts.sort().join(' ');
}

function run(bytes, calls) {
  let instance;
  try {
    instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {});
  } catch (e) {
    return `invalid ${e.message.replaceAll(';', ',').replaceAll('\n', ' ')}`;
  }
  return [...calls.map((text) => call(instance, text)), state(instance)].join(';');
}

let runs = 0;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, code, calls] = line.split(' ');
  const bytes = Buffer.from(code, 'base64');
  process.stdout.write(`${command === 'probe' ? WebAssembly.validate(bytes) : run(bytes, calls ? calls.split(';') : [])}\n`);
  if (++runs % 50 === 0) {
    // Each memory reserves address space, which the collector does not know about.
    globalThis.gc?.();
  }
}
