// Markdown to HTML: blocks and spans as enums, recursion over both, and a writer behind a trait.
#[path = "kernel.rs"]
mod kernel;

use kernel::{Fnv, Random};
use std::collections::HashMap;

#[derive(Debug)]
enum Span {
    Text(String),
    Code(String),
    Emphasis(Vec<Span>),
    Strong(Vec<Span>),
    Link { text: Vec<Span>, target: String },
}

#[derive(Debug)]
enum Block {
    Heading(usize, Vec<Span>),
    Paragraph(Vec<Span>),
    Code { language: String, lines: Vec<String> },
    Quote(Vec<Block>),
    List { ordered: bool, items: Vec<Vec<Block>> },
    Rule,
}

struct Spans<'a> {
    links: &'a HashMap<String, String>,
}

impl<'a> Spans<'a> {
    fn parse(&self, text: &str) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some((span, length)) = self.special(rest) {
                if !plain.is_empty() {
                    spans.push(Span::Text(std::mem::take(&mut plain)));
                }
                spans.push(span);
                rest = &rest[length..];
            } else {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        if !plain.is_empty() {
            spans.push(Span::Text(plain));
        }
        spans
    }

    fn special(&self, rest: &str) -> Option<(Span, usize)> {
        let delimited = |mark: &str| {
            let inner = rest.strip_prefix(mark)?;
            let end = inner.find(mark).filter(|&end| end > 0)?;
            Some((&inner[..end], end + 2 * mark.len()))
        };
        match rest.as_bytes()[0] {
            b'`' => delimited("`").map(|(inner, length)| (Span::Code(inner.to_string()), length)),
            b'*' => delimited("**")
                .map(|(inner, length)| (Span::Strong(self.parse(inner)), length))
                .or_else(|| delimited("*").map(|(inner, length)| (Span::Emphasis(self.parse(inner)), length))),
            b'[' => {
                let close = rest.find(']')?;
                let (target, length) = match rest[close + 1..].strip_prefix('(') {
                    Some(inner) => {
                        let end = inner.find(')')?;
                        (inner[..end].to_string(), close + 3 + end)
                    }
                    None => (self.links.get(&rest[1..close].to_lowercase())?.clone(), close + 1),
                };
                Some((Span::Link { text: self.parse(&rest[1..close]), target }, length))
            }
            _ => None,
        }
    }
}

fn marker(line: &str) -> Option<(bool, usize)> {
    if line.starts_with("- ") {
        return Some((false, 2));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    (digits > 0 && line[digits..].starts_with(". ")).then(|| (true, digits + 2))
}

fn blocks(lines: &[&str], spans: &Spans) -> Vec<Block> {
    let mut result = Vec::new();
    let mut i = 0;
    while i < lines.len() {
        let line = lines[i];
        let from = i;
        i += 1;
        let level = line.bytes().take_while(|&byte| byte == b'#').count();
        if line.trim().is_empty() {
            continue;
        } else if (1..=6).contains(&level) && line[level..].starts_with(' ') {
            result.push(Block::Heading(level, spans.parse(line[level..].trim())));
        } else if line == "---" {
            result.push(Block::Rule);
        } else if let Some(language) = line.strip_prefix("```") {
            let end = lines[i..].iter().position(|line| *line == "```").map_or(lines.len(), |end| i + end);
            let code = lines[i..end].iter().map(|line| line.to_string()).collect();
            result.push(Block::Code { language: language.to_string(), lines: code });
            i = (end + 1).min(lines.len());
        } else if line.starts_with('>') {
            i = from + lines[from..].iter().take_while(|line| line.starts_with('>')).count();
            let inner: Vec<&str> = lines[from..i].iter().map(|line| line[1..].trim_start()).collect();
            result.push(Block::Quote(blocks(&inner, spans)));
        } else if let Some((ordered, _)) = marker(line) {
            let mut items = Vec::new();
            i = from;
            while i < lines.len() {
                let width = match marker(lines[i]) {
                    Some((same, width)) if same == ordered => width,
                    _ => break,
                };
                let mut inner = vec![&lines[i][width..]];
                i += 1;
                while i < lines.len() && lines[i].starts_with("  ") {
                    inner.push(lines[i][2..].trim_end());
                    i += 1;
                }
                items.push(blocks(&inner, spans));
            }
            result.push(Block::List { ordered, items });
        } else {
            let ends = |line: &str| {
                line.trim().is_empty() || line.starts_with(['#', '>']) || line.starts_with("```") || marker(line).is_some()
            };
            i += lines[i..].iter().take_while(|line| !ends(line)).count();
            result.push(Block::Paragraph(spans.parse(&lines[from..i].join("\n"))));
        }
    }
    result
}

trait Output {
    fn raw(&mut self, text: &str);

    fn escaped(&mut self, text: &str) {
        for piece in text.split_inclusive(|c| matches!(c, '<' | '>' | '&' | '"')) {
            let cut = piece.len() - 1;
            match piece.as_bytes()[cut] {
                b'<' => (self.raw(&piece[..cut]), self.raw("&lt;")),
                b'>' => (self.raw(&piece[..cut]), self.raw("&gt;")),
                b'&' => (self.raw(&piece[..cut]), self.raw("&amp;")),
                b'"' => (self.raw(&piece[..cut]), self.raw("&quot;")),
                _ => (self.raw(piece), ()),
            };
        }
    }

    fn element(&mut self, name: &str, inner: &mut dyn FnMut(&mut dyn Output));
}

impl Output for String {
    fn raw(&mut self, text: &str) {
        self.push_str(text);
    }

    fn element(&mut self, name: &str, inner: &mut dyn FnMut(&mut dyn Output)) {
        self.push('<');
        self.push_str(name);
        self.push('>');
        inner(self);
        self.push_str("</");
        self.push_str(name);
        self.push('>');
    }
}

fn write_spans(spans: &[Span], out: &mut dyn Output) {
    for span in spans {
        match span {
            Span::Text(text) => out.escaped(text),
            Span::Code(text) => out.element("code", &mut |out| out.escaped(text)),
            Span::Emphasis(inner) => out.element("em", &mut |out| write_spans(inner, out)),
            Span::Strong(inner) => out.element("strong", &mut |out| write_spans(inner, out)),
            Span::Link { text, target } => {
                out.raw("<a href=\"");
                out.escaped(target);
                out.raw("\">");
                write_spans(text, out);
                out.raw("</a>");
            }
        }
    }
}

fn write_blocks(blocks: &[Block], out: &mut dyn Output) {
    for block in blocks {
        match block {
            Block::Heading(level, spans) => out.element(&format!("h{}", level), &mut |out| write_spans(spans, out)),
            Block::Paragraph(spans) => out.element("p", &mut |out| write_spans(spans, out)),
            Block::Quote(inner) => out.element("blockquote", &mut |out| write_blocks(inner, out)),
            Block::Rule => out.raw("<hr>"),
            Block::Code { language, lines } => {
                out.raw(&format!("<pre class=\"{}\">", language));
                lines.iter().for_each(|line| {
                    out.escaped(line);
                    out.raw("\n");
                });
                out.raw("</pre>");
            }
            Block::List { ordered, items } => out.element(if *ordered { "ol" } else { "ul" }, &mut |out| {
                items.iter().for_each(|item| out.element("li", &mut |out| write_blocks(item, out)))
            }),
        }
        out.raw("\n");
    }
}

fn words(random: &mut Random, count: u32) -> String {
    let all = ["the", "*quick*", "brown", "**fox jumps**", "over", "`a < b`", "lazy", "dög", "[home]", "[there](http://x.org/?a=1&b=2)", "&", "1 < 2"];
    (0..count).map(|_| all[random.below(all.len() as u32) as usize]).collect::<Vec<_>>().join(" ")
}

fn document(random: &mut Random) -> String {
    let mut text = String::new();
    for i in 0..160 {
        let n = 4 + random.below(20);
        text += &match random.below(7) {
            0 => format!("{} {}\n\n", "#".repeat(1 + i % 6), words(random, 4)),
            1 => format!("> {}\n> {}\n>\n> - {}\n\n", words(random, n), words(random, 5), words(random, 3)),
            2 => (0..n / 3).map(|k| format!("- {}\n  1. {}\n  2. item {}\n", words(random, 3), words(random, 4), k)).collect::<String>() + "\n",
            3 => format!("```rust\nlet x = {};\nif x < {} {{ }}\n```\n", i, n),
            4 => "---\n".to_string(),
            _ => format!("{}\n{}\n\n", words(random, n), words(random, n)),
        };
    }
    text
}

fn main() {
    let mut random = Random::default();
    let links: HashMap<String, String> = [("home".to_string(), "/index.html".to_string())].into_iter().collect();
    let mut hash = Fnv::new();
    let mut sizes = (0, 0);
    for _ in 0..6 {
        let text = document(&mut random);
        let lines: Vec<&str> = text.lines().collect();
        let mut html = String::new();
        write_blocks(&blocks(&lines, &Spans { links: &links }), &mut html);
        sizes.0 += text.len();
        sizes.1 += html.len();
        hash.add(html.as_bytes());
    }
    println!("markdown: {} to {} bytes, {:016x}", sizes.0, sizes.1, hash.0);
}
