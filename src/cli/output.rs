//! Printing that ends quietly when nobody reads, and keeps to the width and colours of the terminal.

use std::io::{self, ErrorKind, IsTerminal, Write};

use super::Failure;
use crate::export::File;
use crate::export::folder::Written;

/// Width to which printed text keeps \[characters\].
pub const WIDTH: usize = 80;

/// Prints to standard output.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    match output.write_all(text.as_bytes()).and_then(|()| output.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::unread()),
        Err(error) => Err(Failure::working(format!("cannot write to standard output: {error}"))),
    }
}

/// Prints to standard error. Where that is closed there is nobody left to tell.
pub fn say(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether messages may be coloured: on a terminal, unless the variable NO_COLOR is set and not empty.
pub fn colour_messages() -> bool {
    io::stderr().is_terminal() && !has_no_color()
}

/// Whether what a command prints may be coloured: on a terminal, unless NO_COLOR is set and not empty.
pub fn colour_results() -> bool {
    io::stdout().is_terminal() && !has_no_color()
}

fn has_no_color() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Breaks text into lines that begin with `indent`.
pub fn wrapped(text: &str, indent: &str) -> String {
    beside(indent, text, indent.chars().count())
}

/// Puts text beside a heading, in a column that begins after `left` characters.
pub fn beside(heading: &str, text: &str, left: usize) -> String {
    let (first, rest) = (format!("{heading:<left$}"), " ".repeat(left));
    let options = textwrap::Options::new(WIDTH)
        .initial_indent(&first)
        .subsequent_indent(&rest)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::fill(&unbroken(text), options).replace(NO_BREAK, " ")
}

/// A space at which no line ends.
const NO_BREAK: char = '\u{a0}';

/// The text with its numbers held together: 20 000 is one word.
fn unbroken(text: &str) -> String {
    let mut words = text.split(' ').peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(word) = words.next() {
        out += word;
        if let Some(next) = words.peek() {
            let digits = next.bytes().take_while(u8::is_ascii_digit).count();
            let is_group = digits == 3 && word.ends_with(|last: char| last.is_ascii_digit());
            out.push(if is_group { NO_BREAK } else { ' ' });
        }
    }
    out
}

/// A word as a shell takes it: in quotes where it needs them.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./=,:@+".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Says where a result is, and what files it has.
pub fn written(written: &Written, files: &str) -> String {
    let folder = written.folder().display();
    match written {
        Written::To(_) => wrapped(&format!("wrote {folder}: {files}"), "") + "\n",
        Written::AlreadyIn(_) => {
            wrapped(&format!("{folder} already holds this very result; it was left as it is"), "") + "\n"
        }
    }
}

/// The charts among these files, as the end of a list of what was written; empty when there are none.
pub fn and_charts(files: &[File]) -> String {
    match files.iter().filter(|file| file.path.ends_with(".svg")).count() {
        0 => String::new(),
        1 => ", charts/ (1 chart as SVG and PNG)".to_owned(),
        count => format!(", charts/ ({count} charts as SVG and PNG)"),
    }
}
