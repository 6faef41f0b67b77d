//! Results on the disk: whole or not at all. Nothing else of this room touches the disk.

use super::File;
use super::manifest::Manifest;
use rayon::prelude::*;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the file that makes a folder a result.
pub const MANIFEST: &str = "manifest.json";

/// Files that this program adds to a result later.
const ADDED_LATER: &[&str] = &["report.html"];

/// Where a result goes.
#[derive(Clone, Debug)]
pub enum Place {
    /// To `folder/name`, or to `name-2`, `name-3`, .. beside it when another result is there.
    Free {
        /// The folder of results.
        folder: PathBuf,
        /// Name of the result.
        name: String,
    },
    /// To this folder and no other.
    Fixed {
        /// The folder of the result.
        path: PathBuf,
        /// Whether a result that is there may be replaced.
        replace: bool,
    },
}

/// Why a place cannot take a result. The text is ready for `error: {..}` and ends with a hint.
#[derive(Debug)]
pub struct Refusal(pub String);

/// What became of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written to this folder.
    To(PathBuf),
    /// The same result was already in this folder, which was left as it is.
    AlreadyIn(PathBuf),
}

impl Written {
    /// The folder in which the result is now.
    pub fn folder(&self) -> &Path {
        match self {
            Written::To(path) | Written::AlreadyIn(path) => path,
        }
    }
}

/// Checks, before anything is computed, that a result can be written to `place`.
///
/// # Errors
/// When the folder holds something else, holds a result that must not be replaced, or cannot be written.
pub fn check(place: &Place) -> Result<(), Refusal> {
    match place {
        Place::Free { folder, name } => probe(&folder.join(name)),
        Place::Fixed { path, replace } => {
            match occupant(path)? {
                Occupant::Nothing => {}
                Occupant::File => {
                    return Err(refusal(path, "is a file, not a folder", "name a new folder"));
                }
                Occupant::EmptyFolder => {
                    // A folder that cannot be removed (the working directory, a mount) cannot be replaced.
                    fs::remove_dir(path).and_then(|()| fs::create_dir(path)).map_err(|error| {
                        refusal(path, &format!("cannot be replaced ({error})"), "name a new folder inside it")
                    })?;
                }
                Occupant::Result(_) if *replace => {}
                Occupant::Result(_) => {
                    return Err(refusal(
                        path,
                        "holds a result already",
                        "add --force to replace it, or name another folder",
                    ));
                }
                Occupant::Foreign(what) => {
                    return Err(refusal(
                        path,
                        &format!("is not a result of sellsense alone: it holds {what}"),
                        "name another folder; --force does not replace what sellsense did not write",
                    ));
                }
            }
            probe(path)
        }
    }
}

/// Writes `files` and `manifest` to `place`: into a temporary folder beside it, which then takes its place.
///
/// # Errors
/// As [`check`], and when the disk fails; then nothing is left behind.
pub fn write(place: &Place, files: &[File], manifest: &Manifest) -> Result<Written, Refusal> {
    match place {
        Place::Fixed { path, .. } => {
            check(place)?;
            put(path, files, manifest)?;
            Ok(Written::To(path.clone()))
        }
        Place::Free { folder, name } => {
            for number in 1.. {
                let path = folder.join(if number == 1 { name.clone() } else { format!("{name}-{number}") });
                match occupant(&path)? {
                    Occupant::Nothing => {
                        put(&path, files, manifest)?;
                        return Ok(Written::To(path));
                    }
                    Occupant::Result(there) if there.same_result(manifest) && is_whole(&path, &there) => {
                        return Ok(Written::AlreadyIn(path));
                    }
                    _ => {}
                }
            }
            unreachable!("there are more numbers than folders")
        }
    }
}

/// Reads the manifest at `path`: the file, or the folder that holds it.
///
/// # Errors
/// When it cannot be read or is not a manifest.
pub fn read_manifest(path: &Path) -> Result<Manifest, Refusal> {
    let file = if path.is_dir() { path.join(MANIFEST) } else { path.to_owned() };
    let hint = "name the manifest.json of a result";
    let text = fs::read_to_string(&file)
        .map_err(|error| refusal(&file, &format!("cannot be read ({error})"), hint))?;
    Manifest::parse(&text).map_err(|error| refusal(&file, &format!("is {error}"), hint))
}

enum Occupant {
    Nothing,
    File,
    EmptyFolder,
    Result(Box<Manifest>),
    /// What is there, in words.
    Foreign(String),
}

fn occupant(path: &Path) -> Result<Occupant, Refusal> {
    let unreadable = |error: io::Error| {
        refusal(path, &format!("cannot be read ({error})"), "name a folder that you may read and write")
    };
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Occupant::Nothing),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            // Or a folder above it is a file; then making the new folder fails, and says so.
            return Ok(if path.exists() { Occupant::File } else { Occupant::Nothing });
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    if names.is_empty() {
        return Ok(Occupant::EmptyFolder);
    }
    let manifest = fs::read_to_string(path.join(MANIFEST)).ok().and_then(|text| Manifest::parse(&text).ok());
    let Some(manifest) = manifest else {
        return Ok(Occupant::Foreign(format!("`{}` and no manifest of sellsense", names[0])));
    };
    match foreign_file(path, path, &manifest).map_err(unreadable)? {
        Some(name) => Ok(Occupant::Foreign(format!("`{name}`, which is not in its manifest"))),
        None => Ok(Occupant::Result(Box::new(manifest))),
    }
}

/// The first file below `folder` that the manifest of the result at `root` does not list.
fn foreign_file(root: &Path, folder: &Path, manifest: &Manifest) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if let Some(name) = foreign_file(root, &path, manifest)? {
                return Ok(Some(name));
            }
            continue;
        }
        let inside = path.strip_prefix(root).expect("it was found below the root");
        let name = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let is_ours = name == MANIFEST
            || ADDED_LATER.contains(&name.as_str())
            || manifest.files.iter().any(|file| file.path == name);
        if !is_ours {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// Whether every file that the manifest lists is there with its size.
fn is_whole(path: &Path, manifest: &Manifest) -> bool {
    manifest
        .files
        .iter()
        .all(|file| fs::metadata(path.join(&file.path)).is_ok_and(|metadata| metadata.len() == file.bytes))
}

/// Makes sure that a folder can be made beside `path`, by making one and removing it.
fn probe(path: &Path) -> Result<(), Refusal> {
    let parent = parent(path);
    let existing = parent.ancestors().find(|folder| folder.exists()).unwrap_or(Path::new("."));
    let existing = if existing.as_os_str().is_empty() { Path::new(".") } else { existing };
    stage(existing).map(drop).map_err(|error| unwritable(path, &error))
}

fn put(path: &Path, files: &[File], manifest: &Manifest) -> Result<(), Refusal> {
    let parent = parent(path);
    let result = fs::create_dir_all(&parent).and_then(|()| stage(&parent)).and_then(|staging| {
        let fresh = staging.path().join("new");
        fs::create_dir(&fresh)?;
        // Long tables at the same time.
        files.par_iter().try_for_each(|file| {
            let target = fresh.join(&file.path);
            fs::create_dir_all(target.parent().expect("a file lies in a folder"))?;
            fs::write(target, &file.bytes)
        })?;
        fs::write(fresh.join(MANIFEST), manifest.to_json())?;
        // What is replaced waits beside the new until the new has its place; the staging folder, and the
        // old result in it, go when `staging` is dropped.
        let old = staging.path().join("old");
        let had_old = path.exists();
        if had_old {
            fs::rename(path, &old)?;
        }
        fs::rename(&fresh, path).inspect_err(|_| {
            if had_old {
                // Nothing better can be done when this fails too.
                let _ = fs::rename(&old, path);
            }
        })
    });
    result.map_err(|error| unwritable(path, &error))
}

/// A temporary folder in `parent`, removed when dropped.
fn stage(parent: &Path) -> io::Result<tempfile::TempDir> {
    tempfile::Builder::new().prefix(".sellsense-").tempdir_in(parent)
}

fn parent(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn unwritable(path: &Path, error: &io::Error) -> Refusal {
    // The first part of the text of an operating system's error; the rest names a temporary path.
    let cause = match error.kind() {
        // The folder is there: what is missing is that one can be made in it, as under /proc.
        io::ErrorKind::NotFound => "no folder can be made there".to_owned(),
        kind => kind.to_string(),
    };
    refusal(path, &format!("cannot be written: {cause}"), "name a folder that you may write to with --out")
}

fn refusal(path: &Path, what: &str, hint: &str) -> Refusal {
    Refusal(format!("`{}` {what}\nhint: {hint}", path.display()))
}
