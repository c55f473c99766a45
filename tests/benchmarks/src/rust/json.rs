// A JSON reader to an enum with vectors and ordered maps, queries, and a writer, as idiomatic Rust has them.
#[path = "kernel.rs"]
mod kernel;

use kernel::{Fnv, Random};
use std::collections::BTreeMap;
use std::fmt;

#[derive(Clone, Debug, PartialEq)]
enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    List(Vec<Value>),
    Object(BTreeMap<String, Value>),
}

#[derive(Debug)]
enum Error {
    End,
    Unexpected(char, usize),
    Number(usize),
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> Result<u8, Error> {
        let bytes = self.text.as_bytes();
        while let Some(&byte) = bytes.get(self.at) {
            if !byte.is_ascii_whitespace() {
                return Ok(byte);
            }
            self.at += 1;
        }
        Err(Error::End)
    }

    fn unexpected<T>(&self) -> Result<T, Error> {
        match self.text[self.at..].chars().next() {
            Some(c) => Err(Error::Unexpected(c, self.at)),
            None => Err(Error::End),
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Error> {
        if self.peek()? == byte {
            self.at += 1;
            Ok(())
        } else {
            self.unexpected()
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Result<Value, Error> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(value)
        } else {
            self.unexpected()
        }
    }

    fn value(&mut self) -> Result<Value, Error> {
        match self.peek()? {
            b'n' => self.word("null", Value::Null),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'"' => self.string().map(Value::Text),
            b'[' => self.list(),
            b'{' => self.object(),
            b'-' | b'0'..=b'9' => self.number(),
            _ => self.unexpected(),
        }
    }

    fn number(&mut self) -> Result<Value, Error> {
        let rest = &self.text[self.at..];
        let length = rest
            .find(|c: char| !matches!(c, '0'..='9' | '-' | '+' | '.' | 'e' | 'E'))
            .unwrap_or(rest.len());
        let number = rest[..length].parse().map_err(|_| Error::Number(self.at))?;
        self.at += length;
        Ok(Value::Number(number))
    }

    fn string(&mut self) -> Result<String, Error> {
        self.expect(b'"')?;
        let mut result = String::new();
        let mut chars = self.text[self.at..].char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += i + 1;
                    return Ok(result);
                }
                '\\' => match chars.next().ok_or(Error::End)?.1 {
                    'n' => result.push('\n'),
                    't' => result.push('\t'),
                    'u' => {
                        let code = (0..4).try_fold(0, |code, _| {
                            let digit = chars.next().and_then(|(_, c)| c.to_digit(16))?;
                            Some(code * 16 + digit)
                        });
                        result.push(code.and_then(char::from_u32).unwrap_or('?'));
                    }
                    other => result.push(other),
                },
                c => result.push(c),
            }
        }
        Err(Error::End)
    }

    fn list(&mut self) -> Result<Value, Error> {
        self.expect(b'[')?;
        let mut values = Vec::new();
        if self.peek()? != b']' {
            loop {
                values.push(self.value()?);
                if self.peek()? != b',' {
                    break;
                }
                self.at += 1;
            }
        }
        self.expect(b']')?;
        Ok(Value::List(values))
    }

    fn object(&mut self) -> Result<Value, Error> {
        self.expect(b'{')?;
        let mut values = BTreeMap::new();
        if self.peek()? != b'}' {
            loop {
                self.peek()?;
                let key = self.string()?;
                self.expect(b':')?;
                values.insert(key, self.value()?);
                if self.peek()? != b',' {
                    break;
                }
                self.at += 1;
            }
        }
        self.expect(b'}')?;
        Ok(Value::Object(values))
    }
}

fn write_text(f: &mut fmt::Formatter, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c if c < ' ' => write!(f, "\\u{:04x}", c as u32)?,
            c => write!(f, "{}", c)?,
        }
    }
    f.write_str("\"")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{}", value),
            Value::Number(value) => write!(f, "{}", value),
            Value::Text(text) => write_text(f, text),
            Value::List(values) => {
                f.write_str("[")?;
                for (i, value) in values.iter().enumerate() {
                    write!(f, "{}{}", if i > 0 { "," } else { "" }, value)?;
                }
                f.write_str("]")
            }
            Value::Object(values) => {
                f.write_str("{")?;
                for (i, (key, value)) in values.iter().enumerate() {
                    f.write_str(if i > 0 { "," } else { "" })?;
                    write_text(f, key)?;
                    write!(f, ":{}", value)?;
                }
                f.write_str("}")
            }
        }
    }
}

fn random_value(random: &mut Random, depth: u32) -> Value {
    match random.below(if depth > 0 { 7 } else { 5 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 1),
        2 => Value::Number(random.below(100000) as f64),
        3 => Value::Number(random.next() as f64 / 1024.0 - 1e6),
        4 => Value::Text((0..random.below(20)).map(|_| char::from_u32(random.below(400) + 9).unwrap()).collect()),
        5 => Value::List((0..random.below(8)).map(|_| random_value(random, depth - 1)).collect()),
        _ => Value::Object(
            (0..random.below(8)).map(|i| (format!("key {} {}", i, random.below(1000)), random_value(random, depth - 1))).collect(),
        ),
    }
}

fn sum(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        Value::List(values) => values.iter().map(sum).sum(),
        Value::Object(values) => values.values().map(sum).sum(),
        Value::Text(text) => text.len() as f64,
        _ => 0.0,
    }
}

fn main() {
    let mut random = Random::default();
    let first = Value::List((0..220).map(|_| random_value(&mut random, 5)).collect());
    let mut hash = Fnv::new();
    let mut value = first.clone();
    let mut total = 0.0;
    for _ in 0..4 {
        let text = value.to_string();
        hash.add(text.as_bytes());
        value = Reader { text: &text, at: 0 }.value().expect("what was written can be read");
        total += sum(&value);
    }
    println!("same: {}", value == first);
    println!("json: {:016x} {:.3}", hash.0, total);
    println!("error: {:?}", Reader { text: "[1, {\"a\" 2}]", at: 0 }.value().unwrap_err());
}
