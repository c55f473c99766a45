// Block compression as bzip2 does it: suffix sorting, Burrows-Wheeler, move to front, runs of zeros, Huffman codes; and back again.
#[path = "kernel.rs"]
mod kernel;

use kernel::{Fnv, Random};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// The transformed block, and where the original one is among the sorted rotations.
fn transform(block: &[u8]) -> (Vec<u8>, usize) {
    let n = block.len();
    let mut order: Vec<usize> = (0..n).collect();
    let mut rank: Vec<usize> = block.iter().map(|&byte| byte as usize).collect();
    let mut width = 1;
    while width < n {
        let key = |i: usize| (rank[i], rank[(i + width) % n]);
        order.sort_by_key(|&i| key(i));
        let mut next = vec![0; n];
        for pair in order.windows(2) {
            next[pair[1]] = next[pair[0]] + (key(pair[0]) != key(pair[1])) as usize;
        }
        let done = next[order[n - 1]] == n - 1;
        rank = next;
        if done {
            break;
        }
        width *= 2;
    }
    let last = order.iter().map(|&i| block[(i + n - 1) % n]).collect();
    (last, order.iter().position(|&i| i == 0).unwrap())
}

fn transform_back(last: &[u8], start: usize) -> Vec<u8> {
    let mut starts = [0; 257];
    for &byte in last {
        starts[byte as usize + 1] += 1;
    }
    for i in 0..256 {
        starts[i + 1] += starts[i];
    }
    let mut next = vec![0; last.len()];
    for (i, &byte) in last.iter().enumerate() {
        next[starts[byte as usize]] = i;
        starts[byte as usize] += 1;
    }
    let mut at = start;
    (0..last.len())
        .map(|_| {
            at = next[at];
            last[at]
        })
        .collect()
}

const END: u16 = 257;

/// Ranks as symbols from 2 on; runs of rank 0 in binary, by symbols 0 and 1.
fn to_symbols(bytes: &[u8]) -> Vec<u16> {
    let mut recent: VecDeque<u8> = (0..=255).collect();
    let mut symbols = Vec::with_capacity(bytes.len());
    let mut zeros = 0usize;
    let flush = |zeros: &mut usize, symbols: &mut Vec<u16>| {
        while *zeros > 0 {
            symbols.push(((*zeros - 1) & 1) as u16);
            *zeros = (*zeros - 1) / 2;
        }
    };
    for &byte in bytes {
        let rank = recent.iter().position(|&other| other == byte).unwrap();
        if rank == 0 {
            zeros += 1;
            continue;
        }
        flush(&mut zeros, &mut symbols);
        recent.remove(rank);
        recent.push_front(byte);
        symbols.push(rank as u16 + 1);
    }
    flush(&mut zeros, &mut symbols);
    symbols.push(END);
    symbols
}

fn from_symbols(symbols: impl Iterator<Item = u16>) -> Vec<u8> {
    let mut recent: VecDeque<u8> = (0..=255).collect();
    let mut bytes = Vec::new();
    let mut weight = 1;
    for symbol in symbols {
        match symbol {
            0 | 1 => {
                bytes.resize(bytes.len() + weight * (symbol as usize + 1), recent[0]);
                weight *= 2;
            }
            END => break,
            _ => {
                weight = 1;
                let byte = recent.remove(symbol as usize - 1).unwrap();
                recent.push_front(byte);
                bytes.push(byte);
            }
        }
    }
    bytes
}

enum Tree {
    Leaf(u16),
    Fork(Box<Tree>, Box<Tree>),
}

impl Tree {
    fn of(symbols: &[u16]) -> Tree {
        let mut counts = [0u32; END as usize + 1];
        symbols.iter().for_each(|&symbol| counts[symbol as usize] += 1);
        let mut trees: Vec<Option<Tree>> = Vec::new();
        let mut heap = BinaryHeap::new();
        for (symbol, &count) in counts.iter().enumerate().filter(|(_, &count)| count > 0) {
            heap.push(Reverse((count, trees.len())));
            trees.push(Some(Tree::Leaf(symbol as u16)));
        }
        while let (Some(Reverse((first, a))), Some(Reverse((second, b)))) = (heap.pop(), heap.pop()) {
            let fork = Tree::Fork(Box::new(trees[a].take().unwrap()), Box::new(trees[b].take().unwrap()));
            heap.push(Reverse((first + second, trees.len())));
            trees.push(Some(fork));
            if heap.len() == 1 {
                break;
            }
        }
        trees.pop().flatten().unwrap()
    }

    fn codes(&self, prefix: &mut Vec<bool>, codes: &mut Vec<Vec<bool>>) {
        match self {
            Tree::Leaf(symbol) => codes[*symbol as usize] = prefix.clone(),
            Tree::Fork(left, right) => {
                for (bit, tree) in [(false, left), (true, right)] {
                    prefix.push(bit);
                    tree.codes(prefix, codes);
                    prefix.pop();
                }
            }
        }
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn push(&mut self, bit: bool) {
        if self.count % 8 == 0 {
            self.bytes.push(0);
        }
        *self.bytes.last_mut().unwrap() |= (bit as u8) << (self.count % 8);
        self.count += 1;
    }

    fn iter(&self) -> impl Iterator<Item = bool> + '_ {
        (0..self.count).map(move |i| self.bytes[i / 8] >> (i % 8) & 1 == 1)
    }
}

fn main() {
    let mut random = Random::default();
    let words: Vec<String> = (0..300)
        .map(|_| (0..2 + random.below(7)).map(|_| (b'a' + (random.below(6) * random.below(6)) as u8) as char).collect())
        .collect();
    let mut text = Vec::new();
    while text.len() < 24_000 {
        let word = &words[(random.below(300) * random.below(300) / 300) as usize];
        text.extend_from_slice(word.as_bytes());
        text.push(if random.below(12) == 0 { b'\n' } else { b' ' });
    }
    let mut hash = Fnv::new();
    let mut size = 0;
    for block in text.chunks(8000) {
        let (last, start) = transform(block);
        let symbols = to_symbols(&last);
        let tree = Tree::of(&symbols);
        let mut codes = vec![Vec::new(); END as usize + 1];
        tree.codes(&mut Vec::new(), &mut codes);
        let mut bits = Bits::default();
        for &symbol in &symbols {
            codes[symbol as usize].iter().for_each(|&bit| bits.push(bit));
        }
        hash.add(&bits.bytes);
        size += bits.bytes.len();

        let mut at = &tree;
        let decoded = bits.iter().filter_map(|bit| {
            if let Tree::Fork(left, right) = at {
                at = if bit { right } else { left };
            }
            match at {
                Tree::Leaf(symbol) => {
                    at = &tree;
                    Some(*symbol)
                }
                _ => None,
            }
        });
        assert!(transform_back(&from_symbols(decoded), start) == block);
    }
    println!("bzip: {} to {} bytes, {:016x}", text.len(), size, hash.0);
}
