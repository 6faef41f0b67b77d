//! Named columns with units: the only currency between the model and whoever reads it.

/// One column: what it is called, what it measures, and its values.
#[derive(Clone, Debug)]
pub struct Column {
    /// Name, as in the header of the file.
    pub name: String,
    /// Unit of the values; empty for names and plain numbers.
    pub unit: String,
    /// What the values mean, in one sentence.
    pub meaning: String,
    /// The values, one per row.
    pub values: Values,
}

/// The values of one column.
#[derive(Clone, Debug)]
pub enum Values {
    /// Words that repeat: `codes` point into `words`.
    Text {
        /// The distinct words.
        words: Vec<String>,
        /// One code per row.
        codes: Vec<u32>,
    },
    /// Whole numbers.
    Integer(Vec<i64>),
    /// Numbers; `None` is unknown and becomes an empty cell, never a zero.
    Number(Vec<Option<f64>>),
}

impl Values {
    /// An empty column of words.
    pub fn text() -> Values {
        Values::Text { words: Vec::new(), codes: Vec::new() }
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Values::Text { codes, .. } => codes.len(),
            Values::Integer(values) => values.len(),
            Values::Number(values) => values.len(),
        }
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends a word. Panics when the column holds numbers: that is a defect of the caller.
    pub fn push_text(&mut self, word: &str) {
        let Values::Text { words, codes } = self else { panic!("a word in a column of numbers") };
        // Neighbouring rows mostly say the same.
        if let Some(&code) = codes.last()
            && words[code as usize] == word
        {
            codes.push(code);
            return;
        }
        let code = words.iter().position(|known| known == word).unwrap_or_else(|| {
            words.push(word.to_owned());
            words.len() - 1
        });
        codes.push(code as u32);
    }

    /// Appends the same word to so many rows.
    pub fn push_text_to(&mut self, rows: usize, word: &str) {
        if rows == 0 {
            return;
        }
        self.push_text(word);
        let Values::Text { codes, .. } = self else { panic!("a word in a column of numbers") };
        codes.resize(codes.len() + rows - 1, codes[codes.len() - 1]);
    }

    /// Appends whole numbers. Panics when the column holds something else.
    pub fn push_integers(&mut self, more: impl IntoIterator<Item = i64>) {
        let Values::Integer(values) = self else { panic!("a whole number in another column") };
        values.extend(more);
    }

    /// Appends the values of another column of the same kind. Panics when it is of another kind: that is a defect of
    /// the caller.
    pub fn append(&mut self, later: Values) {
        match (self, later) {
            (Values::Integer(own), Values::Integer(later)) => own.extend(later),
            (Values::Number(own), Values::Number(later)) => own.extend(later),
            (own @ Values::Text { .. }, Values::Text { words, codes }) => {
                codes.into_iter().for_each(|code| own.push_text(&words[code as usize]));
            }
            _ => panic!("columns of two kinds"),
        }
    }

    /// Appends a whole number. Panics when the column holds something else.
    pub fn push_integer(&mut self, value: i64) {
        let Values::Integer(values) = self else { panic!("a whole number in another column") };
        values.push(value);
    }

    /// Appends a number, or the unknown. Panics when the column holds something else.
    pub fn push_number(&mut self, value: Option<f64>) {
        let Values::Number(values) = self else { panic!("a number in another column") };
        values.push(value);
    }
}

/// A table: named columns of the same length.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The columns, in the order of the file.
    pub columns: Vec<Column>,
}

impl Table {
    /// Adds an empty column and returns the table, so that a header reads as a list.
    pub fn with(mut self, name: &str, unit: &str, meaning: &str, values: Values) -> Table {
        self.columns.push(Column {
            name: name.to_owned(),
            unit: unit.to_owned(),
            meaning: meaning.to_owned(),
            values,
        });
        self
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.columns.first().map_or(0, |column| column.values.len())
    }

    /// The column called `name`. Panics when there is none: that is a defect of the caller.
    pub fn column(&self, name: &str) -> &Column {
        self.columns.iter().find(|column| column.name == name).unwrap_or_else(|| panic!("no column `{name}`"))
    }

    /// The numbers of the column called `name`.
    pub fn numbers(&self, name: &str) -> &[Option<f64>] {
        let Values::Number(values) = &self.column(name).values else { panic!("`{name}` holds no numbers") };
        values
    }

    /// The whole numbers of the column called `name`.
    pub fn integers(&self, name: &str) -> &[i64] {
        let Values::Integer(values) = &self.column(name).values else {
            panic!("`{name}` holds no whole numbers")
        };
        values
    }

    /// The word in row `row` of the column called `name`.
    pub fn word(&self, name: &str, row: usize) -> &str {
        let Values::Text { words, codes } = &self.column(name).values else {
            panic!("`{name}` holds no words")
        };
        &words[codes[row] as usize]
    }

    /// Whether the column called `name` holds `word` anywhere.
    pub fn has_word(&self, name: &str, word: &str) -> bool {
        let Values::Text { words, .. } = &self.column(name).values else { panic!("`{name}` holds no words") };
        words.iter().any(|known| known == word)
    }

    /// A test whether a row of the column called `name` holds `word`.
    pub fn is_word(&self, name: &str, word: &str) -> impl Fn(usize) -> bool + '_ {
        let Values::Text { words, codes } = &self.column(name).values else {
            panic!("`{name}` holds no words")
        };
        let wanted = words.iter().position(|known| known == word).map(|code| code as u32);
        move |row| wanted == Some(codes[row])
    }

    /// Adds the rows of `later`. Panics when it has other columns: that is a defect of the caller.
    pub fn append(&mut self, later: Table) {
        assert!(
            self.columns.iter().map(|c| &c.name).eq(later.columns.iter().map(|c| &c.name)),
            "same columns"
        );
        for (own, later) in self.columns.iter_mut().zip(later.columns) {
            own.values.append(later.values);
        }
    }
}
