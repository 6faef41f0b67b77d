//! A page for a browser: one file that needs no network, no font and no script.
//!
//! A page is data: sections of paragraphs, tables and charts. Text is escaped; charts come as the SVG of
//! [`super::charts`].

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// A page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// What it is about, in a few words.
    pub title: String,
    /// What the reader should know first: a paragraph each.
    pub lead: Vec<String>,
    /// Its sections; with three or more the page begins with a list of them.
    pub sections: Vec<Section>,
    /// Where the figures come from: command, version, date.
    pub origin: String,
}

/// A part of a page under a heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What is in it, from top to bottom.
    pub parts: Vec<Part>,
}

/// What stands in a section.
#[derive(Clone, Debug)]
pub enum Part {
    /// A heading within the section.
    Heading(String),
    /// A sentence that must not be overlooked, coloured by its meaning.
    Verdict(Cell),
    /// A paragraph.
    Paragraph(String),
    /// Sentences that stand beside one another.
    List(Vec<String>),
    /// What is typed, or printed, in letters of one width.
    Code(String),
    /// Figures.
    Table(Grid),
    /// A chart, as SVG.
    Chart(String),
}

/// A table of a page.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// Headings of the columns; those of numbers stand at the right.
    pub head: Vec<Head>,
    /// Its rows, each with a cell a column.
    pub rows: Vec<Vec<Cell>>,
}

/// The heading of a column.
#[derive(Clone, Debug)]
pub struct Head {
    /// Its words.
    pub text: String,
    /// Whether numbers stand below it.
    pub numbers: bool,
}

impl Head {
    /// The heading of a column of words.
    pub fn words(text: impl Into<String>) -> Head {
        Head { text: text.into(), numbers: false }
    }

    /// The heading of a column of numbers.
    pub fn numbers(text: impl Into<String>) -> Head {
        Head { text: text.into(), numbers: true }
    }
}

/// A cell, with what it means for the reader.
#[derive(Clone, Debug)]
pub struct Cell {
    /// Its words.
    pub text: String,
    /// Its colour.
    pub tone: Tone,
}

/// What a cell means for the reader. The words must say it too: colour alone does not reach everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    Plain,
    /// As hoped.
    Good,
    /// Not as hoped.
    Bad,
    /// Open, or in between.
    Open,
    /// Less important than the rest.
    Quiet,
}

impl Cell {
    /// A cell with a meaning.
    pub fn toned(text: impl Into<String>, tone: Tone) -> Cell {
        Cell { text: text.into(), tone }
    }
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Cell {
        Cell::toned(text, Tone::Plain)
    }
}

/// The bytes of the page.
pub fn html(page: &Page) -> Vec<u8> {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (page.title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                main {
                    h1 { (page.title) }
                    @for text in &page.lead { p.lead { (text) } }
                    @if 3 <= page.sections.len() {
                        nav { ul {
                            @for (number, section) in page.sections.iter().enumerate() {
                                li { a href={ "#part-" (number + 1) } { (section.heading) } }
                            }
                        } }
                    }
                    @for (number, section) in page.sections.iter().enumerate() {
                        section id={ "part-" (number + 1) } {
                            h2 { (section.heading) }
                            @for part in &section.parts { (drawn(part)) }
                        }
                    }
                }
                @if !page.origin.is_empty() { footer { p { (page.origin) } } }
            }
        }
    };
    let mut text = markup.into_string();
    text.push('\n');
    text.into_bytes()
}

fn drawn(part: &Part) -> Markup {
    html! {
        @match part {
            Part::Heading(text) => h3 { (text) },
            Part::Verdict(cell) => p class={ "verdict " (cell.tone.class()) } { (cell.text) },
            Part::Paragraph(text) => p { (text) },
            Part::List(items) => ul { @for item in items { li { (item) } } },
            Part::Code(text) => pre { code { (text) } },
            Part::Table(grid) => (table(grid)),
            Part::Chart(svg) => figure { (PreEscaped(inline(svg))) },
        }
    }
}

fn table(grid: &Grid) -> Markup {
    let side = |column: usize| if grid.head[column].numbers { "number" } else { "" };
    html! {
        // A table that is wider than a phone is moved sideways within its own frame.
        div.table { table {
            thead { tr {
                @for (column, head) in grid.head.iter().enumerate() {
                    th scope="col" class=(side(column)) { (head.text) }
                }
            } }
            tbody {
                @for row in &grid.rows { tr {
                    @for (column, cell) in row.iter().enumerate() {
                        td class={ (side(column)) " " (cell.tone.class()) } { (cell.text) }
                    }
                } }
            }
        } }
    }
}

/// An SVG as it stands within a page: without the declaration of a file.
fn inline(svg: &str) -> &str {
    svg.find("<svg").map_or("", |start| &svg[start..])
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Plain => "",
            Tone::Good => "good",
            Tone::Bad => "bad",
            Tone::Open => "open",
            Tone::Quiet => "quiet",
        }
    }
}

/// Light, wide enough for a chart, narrow enough to read; on paper sections are not torn from their charts.
const STYLE: &str = "
:root { color-scheme: light }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #1c1c1e; font: 16px/1.55 Inter, 'Helvetica Neue', Helvetica, Arial, \
'Liberation Sans', sans-serif; overflow-wrap: break-word }
main, footer { max-width: 54rem; margin: 0 auto; padding: 0 1.25rem }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 2.2rem 0 .8rem }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.6rem 0 .6rem; padding-top: .9rem; border-top: 1px solid #e2e2e4 }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem }
p, ul, pre { margin: .5rem 0 }
.lead { font-size: 1.06rem }
nav ul { list-style: none; padding: 0; margin: 1rem 0 }
nav li { margin: .15rem 0 }
a { color: #0066a8 }
ul { padding-left: 1.2rem }
pre { background: #f5f5f6; padding: .7rem .9rem; overflow-x: auto; font-size: .85rem; line-height: 1.45 }
.table { overflow-x: auto; margin: .9rem 0 }
table { border-collapse: collapse; font-size: .875rem; line-height: 1.4; width: 100% }
th { text-align: left; font-weight: 600; vertical-align: bottom; border-bottom: 1.5px solid #1c1c1e }
td { vertical-align: top; border-bottom: 1px solid #e2e2e4 }
th, td { padding: .35rem .9rem .35rem 0 }
th:last-child, td:last-child { padding-right: 0 }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.good { color: #00654a }
.bad { color: #a02800; font-weight: 600 }
.open { color: #7a5600 }
.quiet { color: #5a5a5e }
.verdict { font-weight: 600; padding-left: .8rem; border-left: .25rem solid currentColor }
figure { margin: 1.1rem 0 }
figure svg { display: block; width: 100%; height: auto }
footer { color: #5a5a5e; font-size: .85rem; margin: 3rem auto 2rem }
@media (max-width: 34rem) { h1 { font-size: 1.4rem } td, th { padding-right: .6rem } }
@media print { body { font-size: 10pt } main, footer { max-width: none; padding: 0 } nav { display: none }
  .table { overflow: visible } h2, h3 { break-after: avoid } figure, tr, .verdict { break-inside: avoid } }
";

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let head = vec![Head::words("item"), Head::numbers("measured")];
        let rows = vec![vec!["a < b".into(), Cell::toned("1.5", Tone::Good)]];
        let svg = "<?xml version=\"1.0\"?>\n<svg width=\"8\" height=\"5\"><title>t</title></svg>";
        let parts = vec![Part::Table(Grid { head, rows }), Part::Chart(svg.to_owned())];
        let sections = vec![Section { heading: "One & only".to_owned(), parts }];
        Page { title: "Say <what>".to_owned(), sections, ..Page::default() }
    }

    #[test]
    fn text_is_escaped_and_charts_are_not() {
        let text = String::from_utf8(html(&page())).unwrap();
        assert!(text.contains("<h1>Say &lt;what&gt;</h1>"));
        assert!(text.contains("One &amp; only"));
        assert!(text.contains("a &lt; b"));
        assert!(text.contains("<figure><svg width=\"8\""));
        assert!(!text.contains("<?xml"));
    }

    #[test]
    fn a_page_asks_nothing_of_a_network() {
        let text = String::from_utf8(html(&page())).unwrap();
        for forbidden in ["http", "src=", "@import", "url(", "<script", "<link"] {
            assert!(!text.contains(forbidden), "{forbidden}");
        }
    }
}
