//! Kinds of data and kinds of firm: the five categories, the dials of a firm, and the presets that set them.

/// A set of data categories: bit `c` stands for category `c` of `Config::data`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CategorySet(pub u16);

impl CategorySet {
    /// Largest number of categories that a scenario may have.
    pub const CAPACITY: usize = 16;

    /// Whether category `index` is in the set.
    pub fn contains(self, index: usize) -> bool {
        index < CategorySet::CAPACITY && self.0 >> index & 1 == 1
    }

    /// The set with category `index` added.
    pub fn with(self, index: usize) -> CategorySet {
        CategorySet(self.0 | 1 << index)
    }

    /// Whether no category is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// One kind of data that firms may remember.
#[derive(Clone, Debug, PartialEq)]
pub struct DataCategory {
    /// Name.
    pub name: String,
    /// Variance of the error of one observation, per attribute \[taste variance\].
    pub noise: f64,
    /// How much being remembered by it intrudes, 0..1.
    pub intrusiveness: f64,
    /// Whether technology makes it sharper and more intrusive.
    pub technology: bool,
    /// Chance, per unit of technology, that somebody else's customer is in reach \[1/month\].
    pub reach: f64,
    /// Chance of an observation in a month in reach, or for purchases in a month with a purchase \[1/month\].
    pub seen: f64,
    /// Whether it is told by the customer, with the probability of trust.
    pub volunteered: bool,
}

impl DataCategory {
    /// The category whose observations are purchases: it shows something only when something is bought.
    pub const PURCHASES: &'static str = "purchases";

    /// Whether it is observed only in a month with a purchase.
    pub fn needs_purchase(&self) -> bool {
        self.name == DataCategory::PURCHASES
    }

    /// The five categories of the model.
    pub fn standard() -> Vec<DataCategory> {
        let category = |name: &str, noise, intrusiveness, technology, reach, seen, volunteered| {
            DataCategory { name: name.to_owned(), noise, intrusiveness, technology, reach, seen, volunteered }
        };
        vec![
            category("stated", 0.25, 0.05, false, 0.0, 0.5, true),
            category(DataCategory::PURCHASES, 4.0, 0.15, false, 0.0, 1.0, false),
            category("behaviour", 2.0, 0.45, true, 0.0, 0.5, false),
            category("tracking", 1.5, 0.90, true, 0.1, 0.5, false),
            category("inferred", 1.0, 0.80, true, 0.0, 0.5, false),
        ]
    }
}

/// A business model: a named setting of the dials of a firm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    /// A rigid catalogue, and nothing remembered.
    MakeAndSell,
    /// A rigid catalogue, sold with what is remembered about customers.
    TargetedMakeAndSell,
    /// An adapted offer, with little remembered, openly.
    SenseAndRespond,
    /// An adapted offer, with everything remembered, covertly.
    CovertSenseAndRespond,
    /// Any other setting of the dials.
    Custom,
}

impl Model {
    /// The business models that have a preset, in the order of the documentation.
    pub const PRESETS: [Model; 4] = [
        Model::MakeAndSell,
        Model::TargetedMakeAndSell,
        Model::SenseAndRespond,
        Model::CovertSenseAndRespond,
    ];

    /// Name in scenarios and results.
    pub fn name(self) -> &'static str {
        match self {
            Model::MakeAndSell => "make-and-sell",
            Model::TargetedMakeAndSell => "targeted-make-and-sell",
            Model::SenseAndRespond => "sense-and-respond",
            Model::CovertSenseAndRespond => "covert-sense-and-respond",
            Model::Custom => "custom",
        }
    }

    /// The business model with this name.
    pub fn with_name(name: &str) -> Option<Model> {
        Model::PRESETS.into_iter().find(|model| model.name() == name)
    }

    /// The dials of the preset; [`Model::Custom`] starts from make-and-sell. Categories that a scenario
    /// does not have are left out of what is remembered.
    pub fn dials(self, data: &[DataCategory]) -> Dials {
        let set = |names: &[&str]| {
            data.iter()
                .enumerate()
                .filter(|(_, category)| names.contains(&category.name.as_str()))
                .fold(CategorySet::default(), |set, (index, _)| set.with(index))
        };
        let rigid = Dials {
            flexibility: 0.0,
            products: 10.0,
            lead_months: 9.0,
            cycle_months: 24.0,
            remembers: CategorySet::default(),
            targeting: 0.0,
            contact_beyond: 1.0,
            tuned: false,
            disclosure: 0.3,
            consent_friction: 1.0,
            price: 1.0,
            appeal: 0.0,
        };
        let adapted = Dials { flexibility: 0.9, products: 3.0, lead_months: 6.0, ..rigid };
        match self {
            Model::MakeAndSell | Model::Custom => rigid,
            Model::TargetedMakeAndSell => Dials {
                remembers: set(&["purchases", "behaviour", "tracking", "inferred"]),
                targeting: 0.3,
                tuned: true,
                ..rigid
            },
            Model::SenseAndRespond => Dials {
                remembers: set(&["stated", "purchases"]),
                disclosure: 0.9,
                consent_friction: 0.0,
                ..adapted
            },
            Model::CovertSenseAndRespond => Dials {
                remembers: set(&["stated", "purchases", "behaviour", "tracking", "inferred"]),
                ..adapted
            },
        }
    }
}

/// The dials of a firm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dials {
    /// How far the offer is adapted: 0 rigid catalogue .. 1 fully adapted.
    pub flexibility: f64,
    /// Products of a catalogue \[count\].
    pub products: f64,
    /// From a catalogue's design to its launch \[months\].
    pub lead_months: f64,
    /// A catalogue's life \[months\].
    pub cycle_months: f64,
    /// Data categories that the firm remembers.
    pub remembers: CategorySet,
    /// Share of known customers contacted \[1/month\].
    pub targeting: f64,
    /// Share of targeting for people who are not its customers, 0..1.
    pub contact_beyond: f64,
    /// Whether campaign tests move targeting.
    pub tuned: bool,
    /// Share of what is remembered that is disclosed, 0..1.
    pub disclosure: f64,
    /// Utility that a customer gives up to refuse; 0 is a one-tap prompt \[utility\].
    pub consent_friction: f64,
    /// Price \[currency per purchase\].
    pub price: f64,
    /// Utility of its name \[utility\].
    pub appeal: f64,
}
