//! Labels that do not cover one another.

/// Moves labels of height `height` apart that want to be at `wanted`, keeps them within `from..to` as long
/// as they fit, and moves each as little as its neighbours allow. The order of the labels is kept.
pub fn spread(wanted: &[f64], height: f64, from: f64, to: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]).then(a.cmp(&b)));
    // Labels that touch form a stack, which sits where its labels want to be on average; stacks that touch
    // become one. A stack is the sum of its wanted tops, and how many labels it has.
    let mut stacks: Vec<(f64, usize)> = Vec::new();
    let top = |&(sum, count): &(f64, usize)| {
        let tall = count as f64 * height;
        (sum / count as f64).min(to - tall).max(from)
    };
    for &index in &order {
        stacks.push((wanted[index] - height / 2.0, 1));
        while let [.., above, below] = stacks.as_slice() {
            let bottom = top(above) + above.1 as f64 * height;
            if bottom <= top(below) {
                break;
            }
            // Each label of the lower stack wants its stack's top as much higher as the upper one is tall.
            let lift = above.1 as f64 * height * below.1 as f64;
            let joined = (above.0 + below.0 - lift, above.1 + below.1);
            stacks.truncate(stacks.len() - 2);
            stacks.push(joined);
        }
    }
    let mut places = vec![0.0; wanted.len()];
    let mut labels = order.into_iter();
    for stack in &stacks {
        for (row, index) in labels.by_ref().take(stack.1).enumerate() {
            places[index] = top(stack) + (row as f64 + 0.5) * height;
        }
    }
    places
}

/// Words on a pole that stands on an axis.
#[derive(Clone, Copy, Debug)]
pub struct Flag {
    /// Where the pole stands.
    pub pole: f64,
    /// Where the words begin.
    pub from: f64,
    /// Where they end.
    pub to: f64,
}

/// Gives each flag a row, counted from the top, so that no words cover others and no pole, which reaches
/// from its row down to the axis, runs through words; `None` where `most` rows do not suffice.
pub fn rows(flags: &[Flag], gap: f64, most: usize) -> Vec<Option<usize>> {
    let mut placed: Vec<Option<usize>> = Vec::new();
    for flag in flags {
        let clashes = |row: usize| {
            flags.iter().zip(&placed).any(|(other, other_row)| {
                let Some(other_row) = *other_row else { return false };
                let overlap = flag.from < other.to + gap && other.from < flag.to + gap;
                let is_through = |pole: f64, words: &Flag| words.from < pole && pole < words.to;
                (row == other_row && overlap)
                    || (row <= other_row && is_through(flag.pole, other))
                    || (other_row <= row && is_through(other.pole, flag))
            })
        };
        placed.push((0..most).find(|&row| !clashes(row)));
    }
    placed
}

/// The text, or as much of its beginning and its end as fits into `room`, with an ellipsis between.
pub fn shortened(text: &str, room: f64, width: impl Fn(&str) -> f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    for kept in (2..letters.len()).rev() {
        let (head, tail) = (kept.div_ceil(2), kept / 2);
        let short: String =
            letters[..head].iter().chain(&['…']).chain(&letters[letters.len() - tail..]).collect();
        if width(&short) <= room {
            return short;
        }
    }
    "…".to_owned()
}

/// The text in lines that fit into `room`, broken between words.
pub fn wrapped(text: &str, room: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(&format!("{line} {word}")) <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(shortened(word, room, &width)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_moved_apart_and_no_further() {
        assert_eq!(spread(&[10.0, 50.0], 10.0, 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(spread(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(spread(&[52.0, 50.0, 48.0], 10.0, 0.0, 100.0), [60.0, 50.0, 40.0]);
        assert_eq!(spread(&[99.0, 98.0], 10.0, 0.0, 100.0), [95.0, 85.0]);
        let crowded = spread(&[5.0, 6.0, 30.0, 31.0, 33.0, 90.0], 12.0, 0.0, 100.0);
        let mut sorted = crowded.clone();
        sorted.sort_by(f64::total_cmp);
        assert_eq!(crowded, sorted);
        for pair in sorted.windows(2) {
            assert!(12.0 - 1e-9 <= pair[1] - pair[0], "{crowded:?}");
        }
        assert!(6.0 <= sorted[0] && sorted[5] <= 94.0, "{crowded:?}");
    }

    #[test]
    fn flags_neither_cover_words_nor_run_through_them() {
        let flag = |pole: f64, wide: f64| Flag { pole, from: pole, to: pole + wide };
        // The second stands in the words of the first; the third is free of the first, but its pole would
        // run through the words of the second if it were hung higher.
        let flags = [flag(0.0, 10.0), flag(5.0, 15.0), flag(14.0, 4.0), flag(40.0, 5.0), flag(41.0, 5.0)];
        assert_eq!(rows(&flags, 2.0, 3), [Some(0), Some(1), Some(2), Some(0), Some(1)]);
        assert_eq!(rows(&flags, 2.0, 2), [Some(0), Some(1), None, Some(0), Some(1)]);
        // Words to the left of their pole hang above those that they reach over.
        let left = Flag { pole: 60.0, from: 30.0, to: 60.0 };
        assert_eq!(rows(&[flag(40.0, 5.0), left], 2.0, 3), [Some(0), None]);
    }

    #[test]
    fn text_is_cut_in_its_middle_and_broken_between_words() {
        let width = |text: &str| text.chars().count() as f64;
        assert_eq!(shortened("abcdefghij", 10.0, width), "abcdefghij");
        assert_eq!(shortened("abcdefghij", 5.0, width), "ab…ij");
        assert_eq!(wrapped("one two three four", 9.0, width), ["one two", "three", "four"]);
    }
}
