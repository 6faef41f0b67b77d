//! The code is held against the tables of `ARCHITECTURE.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// All source files, with their text.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
        let mut entries: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new("src"), &mut found);
    assert!(found.len() > 30, "{} source files", found.len());
    found
}

/// The room of a source file; none for `main.rs` and `lib.rs`, which know everything.
fn room(path: &Path) -> Option<String> {
    let first = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    let name = first.trim_end_matches(".rs");
    (name != "main" && name != "lib").then(|| name.to_owned())
}

/// The rooms that a text names as `crate::room` or within `use crate::{..}`, comments and tests aside.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = shipped(text);
    let mut rooms = BTreeSet::new();
    for (place, _) in code.match_indices("crate::") {
        let rest = &code[place + "crate::".len()..];
        let names: Vec<&str> =
            if let Some(list) = rest.strip_prefix('{') { top_level_names(list) } else { vec![rest] };
        for name in names {
            let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
            rooms.insert(name[..end].to_owned());
        }
    }
    rooms
}

/// The beginnings of the items of `a::{..}, b, ..}` up to the closing brace.
fn top_level_names(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut names) = (0, 0, Vec::new());
    for (place, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                names.push(list[start..place].trim());
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(list[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
    }
    names
}

/// The code of a file without its comments and its unit tests.
fn shipped(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap();
    code.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n")
}

/// The rows of the table of `ARCHITECTURE.md` whose head has these two cells.
fn table(first: &str, second: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string("ARCHITECTURE.md").unwrap();
    let head = format!("| {first} | {second} |");
    let rows = text.lines().skip_while(|line| *line != head).skip(2).take_while(|line| line.starts_with('|'));
    let rows: Vec<_> = rows
        .map(|row| {
            let mut cells = row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned());
            (cells.next().unwrap().replace('`', ""), cells.next().unwrap())
        })
        .collect();
    assert!(!rows.is_empty(), "ARCHITECTURE.md has a table `{head}`");
    rows
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let allowed: BTreeMap<String, BTreeSet<String>> = table("room", "may import")
        .into_iter()
        .map(|(room, list)| {
            let names = list.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            (room, names)
        })
        .collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let Some(room) = room(&path) else { continue };
        let Some(may) = allowed.get(&room) else { panic!("the room `{room}` is not in ARCHITECTURE.md") };
        for import in imports(&text) {
            if import != room && !may.contains(&import) {
                faults.push(format!("{} imports `{import}`", path.display()));
            }
        }
        seen.insert(room);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(seen, allowed.into_keys().collect(), "the table names the rooms that there are");
}

#[test]
fn steps_of_the_month_do_not_import_one_another() {
    // What several steps rest on; it is no step itself.
    let shared = ["machine", "mask", "places", "rules", "scratch", "timeline", "today", "wanting", "width"];
    for (path, text) in sources() {
        if room(&path).as_deref() != Some("model") || path.ends_with("mod.rs") {
            continue;
        }
        for line in shipped(&text).lines() {
            if let Some(rest) = line.trim().strip_prefix("use super::") {
                let sibling = rest.split([':', ';']).next().unwrap();
                assert!(shared.contains(&sibling), "{} imports the step `{sibling}`", path.display());
            }
        }
    }
}

#[test]
fn rooms_do_not_contain_what_they_never_contain() {
    let printing = ["print!", "println!", "eprint!", "eprintln!"];
    let disk = ["std::fs", "File::", "std::io::std", "std::env::var", "std::env::args", "std::process"];
    let clocks = ["std::time", "Instant", "SystemTime"];
    let hashes = ["HashMap", "HashSet"];
    let other_chance = ["StdRng", "SmallRng", "thread_rng", "rand::rng()"];
    let float_functions =
        [".exp()", ".ln()", ".log2()", ".log10()", ".powf(", ".powi(", ".sin()", ".cos()", ".mul_add("];
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let Some(room) = room(&path) else { continue };
        let code = shipped(&text);
        let folder = path.ends_with("export/folder.rs");
        let mut forbidden: Vec<&str> = [&other_chance[..], &hashes].concat();
        if room != "cli" {
            forbidden.extend(printing);
            forbidden.extend(clocks);
        }
        if room != "cli" && !folder {
            forbidden.extend(disk);
        }
        if ["world", "model", "record", "experiment", "stats", "draws"].contains(&room.as_str()) {
            forbidden.extend(float_functions);
        }
        match room.as_str() {
            "model" => forbidden.extend(["Result<", "\"make-and-sell\"", "\"three-ways\""]),
            "record" => forbidden.push("&mut World"),
            "stats" => forbidden.extend(["customer", "firm"]),
            _ => {}
        }
        for word in forbidden {
            if code.contains(word) {
                faults.push(format!("{} contains `{word}`", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_lists_and_paths() {
    let text = "use crate::{units::{A, B}, math, world};\nlet x = crate::table::X; // crate::cli\n";
    let found: Vec<_> = imports(text).into_iter().collect();
    assert_eq!(found, ["math", "table", "units", "world"]);
}

#[test]
fn one_file_alone_is_unsafe() {
    let unsafe_files: Vec<PathBuf> = sources()
        .into_iter()
        .filter(|(_, text)| {
            let code: String =
                text.lines().map(|line| line.split("//").next().unwrap()).collect::<Vec<_>>().join("\n");
            code.contains("unsafe")
        })
        .map(|(path, _)| path)
        .collect();
    assert_eq!(unsafe_files, [Path::new("src/model/machine.rs")]);
    let rule = "- No `unsafe` outside `model/machine.rs`";
    assert!(std::fs::read_to_string("ARCHITECTURE.md").unwrap().contains(rule), "ARCHITECTURE.md says so");
}
