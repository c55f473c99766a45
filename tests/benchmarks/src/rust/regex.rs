// Regular expressions: a parser to boxed nodes, a compiler to instructions, and a machine that follows all threads at once.
#[path = "kernel.rs"]
mod kernel;

use kernel::{Fnv, Random};
use std::iter::Peekable;
use std::str::Chars;

enum Node {
    Char(char),
    Any,
    Class { ranges: Vec<(char, char)>, negated: bool },
    Sequence(Vec<Node>),
    Either(Box<Node>, Box<Node>),
    Repeat { node: Box<Node>, min: usize, endless: bool },
    Group(Box<Node>, usize),
    Start,
    End,
}

struct Parser<'a> {
    chars: Peekable<Chars<'a>>,
    groups: usize,
}

impl<'a> Parser<'a> {
    fn alternatives(&mut self) -> Node {
        let first = self.sequence();
        if self.chars.next_if_eq(&'|').is_some() {
            Node::Either(Box::new(first), Box::new(self.alternatives()))
        } else {
            first
        }
    }

    fn sequence(&mut self) -> Node {
        let mut nodes = Vec::new();
        while let Some(c) = self.chars.next_if(|&c| c != '|' && c != ')') {
            let node = self.atom(c);
            let repeated = match self.chars.peek() {
                Some('*') => Some((0, true)),
                Some('+') => Some((1, true)),
                Some('?') => Some((0, false)),
                _ => None,
            };
            nodes.push(match repeated {
                Some((min, endless)) => {
                    self.chars.next();
                    Node::Repeat { node: Box::new(node), min, endless }
                }
                None => node,
            });
        }
        Node::Sequence(nodes)
    }

    fn atom(&mut self, c: char) -> Node {
        match c {
            '.' => Node::Any,
            '^' => Node::Start,
            '$' => Node::End,
            '(' => {
                self.groups += 1;
                let group = self.groups;
                let inner = self.alternatives();
                assert_eq!(self.chars.next(), Some(')'));
                Node::Group(Box::new(inner), group)
            }
            '[' => self.class(),
            '\\' => match self.chars.next().expect("a character behind \\") {
                'd' => Node::Class { ranges: vec![('0', '9')], negated: false },
                'w' => Node::Class { ranges: vec![('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_')], negated: false },
                's' => Node::Class { ranges: vec![(' ', ' '), ('\t', '\r')], negated: false },
                other => Node::Char(other),
            },
            other => Node::Char(other),
        }
    }

    fn class(&mut self) -> Node {
        let negated = self.chars.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        while let Some(first) = self.chars.next_if(|&c| c != ']') {
            let last = match self.chars.next_if_eq(&'-') {
                Some(_) => self.chars.next().expect("the end of a range"),
                None => first,
            };
            ranges.push((first, last));
        }
        self.chars.next();
        Node::Class { ranges, negated }
    }
}

enum Op {
    Char(char),
    Any,
    Class(Vec<(char, char)>, bool),
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    Start,
    End,
    Match,
}

struct Regex {
    ops: Vec<Op>,
    slots: usize,
}

impl Regex {
    fn new(pattern: &str) -> Regex {
        let mut parser = Parser { chars: pattern.chars().peekable(), groups: 0 };
        let node = Node::Group(Box::new(parser.alternatives()), 0);
        let mut regex = Regex { ops: Vec::new(), slots: parser.groups * 2 + 2 };
        regex.compile(&node);
        regex.ops.push(Op::Match);
        regex
    }

    fn compile(&mut self, node: &Node) {
        match node {
            Node::Char(c) => self.ops.push(Op::Char(*c)),
            Node::Any => self.ops.push(Op::Any),
            Node::Class { ranges, negated } => self.ops.push(Op::Class(ranges.clone(), *negated)),
            Node::Start => self.ops.push(Op::Start),
            Node::End => self.ops.push(Op::End),
            Node::Sequence(nodes) => nodes.iter().for_each(|node| self.compile(node)),
            Node::Group(node, group) => {
                self.ops.push(Op::Save(group * 2));
                self.compile(node);
                self.ops.push(Op::Save(group * 2 + 1));
            }
            Node::Either(first, second) => {
                let split = self.ops.len();
                self.ops.push(Op::Match);
                self.compile(first);
                let jump = self.ops.len();
                self.ops.push(Op::Match);
                self.ops[split] = Op::Split(split + 1, self.ops.len());
                self.compile(second);
                self.ops[jump] = Op::Jump(self.ops.len());
            }
            Node::Repeat { node, min, endless } => {
                let begin = self.ops.len();
                if *min > 0 {
                    self.compile(node);
                    self.ops.push(Op::Split(begin, self.ops.len() + 1));
                    return;
                }
                self.ops.push(Op::Match);
                self.compile(node);
                if *endless {
                    self.ops.push(Op::Jump(begin));
                }
                self.ops[begin] = Op::Split(begin + 1, self.ops.len());
            }
        }
    }

    fn follow(&self, threads: &mut Threads, at: usize, slots: &mut Vec<Option<usize>>, place: usize, length: usize) {
        if std::mem::replace(&mut threads.seen[at], place + 1) == place + 1 {
            return;
        }
        match self.ops[at] {
            Op::Jump(to) => self.follow(threads, to, slots, place, length),
            Op::Split(first, second) => {
                self.follow(threads, first, slots, place, length);
                self.follow(threads, second, slots, place, length);
            }
            Op::Save(slot) => {
                let before = slots[slot].replace(place);
                self.follow(threads, at + 1, slots, place, length);
                slots[slot] = before;
            }
            Op::Start if place != 0 => {}
            Op::End if place != length => {}
            Op::Start | Op::End => self.follow(threads, at + 1, slots, place, length),
            _ => threads.list.push((at, slots.clone())),
        }
    }

    /// Where the leftmost match and its groups begin and end.
    fn find(&self, text: &str) -> Option<Vec<Option<usize>>> {
        let mut now = Threads::new(self.ops.len());
        let mut next = Threads::new(self.ops.len());
        let mut found = None;
        let ends = text.char_indices().map(|(i, c)| (i, Some(c))).chain(std::iter::once((text.len(), None)));
        for (place, c) in ends {
            if found.is_none() {
                self.follow(&mut now, 0, &mut vec![None; self.slots], place, text.len());
            }
            if now.list.is_empty() {
                break;
            }
            let after = place + c.map_or(1, char::len_utf8);
            for (at, mut slots) in now.list.drain(..) {
                let matches = match (&self.ops[at], c) {
                    (Op::Match, _) => {
                        found = Some(slots);
                        break;
                    }
                    (Op::Char(wanted), Some(c)) => *wanted == c,
                    (Op::Any, Some(_)) => true,
                    (Op::Class(ranges, negated), Some(c)) => {
                        ranges.iter().any(|&(first, last)| (first..=last).contains(&c)) != *negated
                    }
                    _ => false,
                };
                if matches {
                    self.follow(&mut next, at + 1, &mut slots, after, text.len());
                }
            }
            std::mem::swap(&mut now, &mut next);
        }
        found
    }
}

struct Threads {
    list: Vec<(usize, Vec<Option<usize>>)>,
    seen: Vec<usize>,
}

impl Threads {
    fn new(ops: usize) -> Threads {
        Threads { list: Vec::new(), seen: vec![0; ops] }
    }
}

fn main() {
    let patterns = [
        r"(\d+)-(\d+)-(\d+)",
        r"^[a-z]+ (\w+)",
        r"(\w+)@(\w+)\.(com|org|net)",
        r"[^ a-y]+$",
        r"(a|b|ab)*(bc|c)+d?",
        r"x.*y.*z",
        r"\s(é|[à-ï])+",
    ];
    let regexes: Vec<Regex> = patterns.iter().map(|pattern| Regex::new(pattern)).collect();
    let mut random = Random::default();
    let lines: Vec<String> = (0..120)
        .map(|i| {
            let mut line: String = (0..20 + random.below(30))
                .map(|_| ['a', 'b', 'c', 'd', 'x', 'y', 'z', ' ', 'é', '9'][random.below(10) as usize])
                .collect();
            match random.below(3) {
                0 => line += &format!(" 20{:02}-{}-{}", i % 100, random.below(12), random.below(31)),
                1 => line += &format!(" user{}@host{}.org", i, random.below(50)),
                _ => {}
            }
            line
        })
        .collect();
    let mut hash = Fnv::new();
    for (pattern, regex) in patterns.iter().zip(&regexes) {
        let mut matches = 0;
        for line in &lines {
            if let Some(slots) = regex.find(line) {
                matches += 1;
                for slot in slots {
                    hash.add(&slot.map_or(u32::MAX, |place| place as u32).to_le_bytes());
                }
            }
        }
        println!("{}: {}", pattern, matches);
    }
    println!("regex: {:016x}", hash.0);
}
