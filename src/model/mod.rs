//! One month of a market, step by step. The order of the steps is the model.
//!
//! Steps 4 to 12 run block by block, each block on its own: they need nothing of another block but last
//! month's totals. That is why the result does not depend on how blocks are spread over threads.

mod accounts;
mod breach;
mod campaigns;
mod choice;
mod contact;
mod entry;
mod experience;
mod imitation;
mod machine;
mod market;
mod mask;
mod needs;
mod offers;
pub mod places;
mod planning;
mod privacy;
mod purchases;
pub mod rules;
mod scratch;
mod sensing;
mod timeline;
mod today;
pub mod wanting;
pub mod width;
mod word_of_mouth;

use crate::scenario::config::Config;
use crate::world::{Block, Tally, World};
use rayon::prelude::*;
use width::Width;

pub use scratch::Scratch;
pub use today::{Breach, CategoryToday, FirmToday, Today, Trust};

/// Working memory of a run, allocated once.
#[derive(Clone, Debug)]
pub struct Workers {
    width: Width,
    workers: Vec<Worker>,
    tally: Tally,
}

#[derive(Clone, Debug)]
struct Worker {
    scratch: Scratch,
    tally: Tally,
}

impl Workers {
    /// Memory for `count` parts of the market that may be simulated at the same time, with vector
    /// instructions of `width`.
    pub fn new(count: usize, width: Width) -> Workers {
        let worker = Worker { scratch: Scratch::new(width), tally: Tally::default() };
        Workers { width, workers: vec![worker; count.max(1)], tally: Tally::default() }
    }
}

/// The scenario with its entrants added to the firms, as [`World::new`] expects it.
pub fn with_entrants(config: &Config, replicate: u32) -> Config {
    entry::with_entrants(config, replicate)
}

/// Lets the firms that are there from the start take up their places. Runs once, before the first month.
pub fn open(world: &mut World, workers: &Workers) {
    planning::open(world, workers.width);
}

/// Simulates one month. With an onlooker, steps 4 to 12 run on one thread; the month is the same.
pub fn month(world: &mut World, workers: &mut Workers, watch: Option<&mut dyn Watch>) {
    entry::turn_over(world);
    timeline::apply(world);
    imitation::advance(world);
    market::shift(world);
    planning::plan(world, workers.width);
    customers(world, workers, watch);
    planning::pool(world);
    accounts::close(world);
    campaigns::test(world);
    imitation::imitate(world);
    world.month = world.month.plus(1);
}

/// Looks on while the customers of a market take the steps of a month. It sees everything, true needs and trust
/// included, and changes nothing.
pub trait Watch {
    /// Called for each block after each of its steps.
    fn after(&mut self, step: Step, glimpse: &Glimpse);
}

/// What there is to see of a block in the course of a month.
#[derive(Clone, Copy, Debug)]
pub struct Glimpse<'a> {
    /// The month as the customers' steps see it.
    pub today: &'a Today,
    /// The columns that last from month to month.
    pub block: &'a Block,
    /// The columns of this month; those of a firm are in the order of `today.firms`. A column holds this month's values
    /// from the step on that writes it.
    pub scratch: &'a Scratch,
}

/// Steps 4 to 12, for all blocks; the counts end up with the firms.
fn customers(world: &mut World, workers: &mut Workers, watch: Option<&mut dyn Watch>) {
    let today = Today::of(world);
    let firms = world.firms.len();
    let months = world.config.world.months as usize;
    let Workers { width, workers, tally } = workers;
    let part = world.blocks.len().div_ceil(workers.len());
    let work = |blocks: &mut [Block], worker: &mut Worker, mut watch: Option<&mut dyn Watch>| {
        worker.tally.clear(firms, months);
        for block in blocks {
            worker.scratch.reserve(block.len(), today.firms.len());
            take(*width, &Step::ALL, &today, block, worker, &mut watch);
        }
    };
    tally.clear(firms, months);
    if watch.is_some() || workers.len() == 1 {
        work(&mut world.blocks, &mut workers[0], watch);
        tally.add(&workers[0].tally);
    } else {
        world
            .blocks
            .par_chunks_mut(part)
            .zip(workers.par_iter_mut())
            .for_each(|(blocks, w)| work(blocks, w, None));
        let parts = world.blocks.len().div_ceil(part);
        workers.iter().take(parts).for_each(|worker| tally.add(&worker.tally));
    }
    for (firm, counts) in world.firms.iter_mut().zip(&mut tally.firms) {
        std::mem::swap(&mut firm.tally, counts);
    }
}

/// Takes steps with the customers of one block, with vector instructions of `width`. The only place where the steps
/// are compiled.
fn take(
    width: Width,
    steps: &[Step],
    today: &Today,
    block: &mut Block,
    worker: &mut Worker,
    watch: &mut Option<&mut dyn Watch>,
) {
    width.run(
        #[inline(always)]
        || {
            for &step in steps {
                step.take(today, block, &mut worker.scratch, &mut worker.tally);
                if let Some(watch) = watch {
                    watch.after(step, &Glimpse { today, block, scratch: &worker.scratch });
                }
            }
        },
    );
}

/// The steps of the month that customers take, in order; a breach of step 1 reaches them first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Step 1: a breach strikes.
    Breach,
    /// Step 4: needs drift.
    Needs,
    /// Step 5: firms offer.
    Offers,
    /// Step 6: firms contact.
    Contact,
    /// Step 7: customers choose.
    Choice,
    /// Step 8: they buy.
    Purchases,
    /// Step 9: they learn from it.
    Experience,
    /// Step 10: firms sense.
    Sensing,
    /// Step 11: customers notice.
    Privacy,
    /// Step 12: they talk, and forget.
    WordOfMouth,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Step; 10] = [
        Step::Breach,
        Step::Needs,
        Step::Offers,
        Step::Contact,
        Step::Choice,
        Step::Purchases,
        Step::Experience,
        Step::Sensing,
        Step::Privacy,
        Step::WordOfMouth,
    ];

    /// Takes this step with the customers of one block.
    #[inline(always)]
    fn take(self, today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
        match self {
            Step::Breach => {
                needs::sensitivity(today, block, scratch);
                wanting::lean(today, block, scratch);
                breach::strike(today, block, scratch);
            }
            Step::Needs => needs::drift(today, block, scratch),
            Step::Offers => offers::make(today, block, scratch),
            Step::Contact => contact::persuade(today, block, scratch, tally),
            Step::Choice => choice::choose(today, block, scratch, tally),
            Step::Purchases => {
                purchases::buy(today, block, scratch, tally);
                contact::compare(today, block, scratch, tally);
            }
            Step::Experience => experience::learn(today, block, scratch),
            Step::Sensing => sensing::sense(today, block, scratch, tally),
            Step::Privacy => privacy::notice(today, block, scratch, tally),
            Step::WordOfMouth => word_of_mouth::spread(today, block, scratch, tally),
        }
    }
}

/// One block of a market at the beginning of a month, on which single steps can be measured.
#[derive(Clone, Debug)]
pub struct Probe {
    today: Today,
    block: Block,
    worker: Worker,
    width: Width,
}

impl Probe {
    /// The first block of `world`, with all steps of the month taken once.
    pub fn new(world: &World, width: Width) -> Probe {
        let today = Today::of(world);
        let block = world.blocks[0].clone();
        let mut worker = Worker { scratch: Scratch::new(width), tally: Tally::default() };
        worker.scratch.reserve(block.len(), today.firms.len());
        worker.tally.clear(world.firms.len(), world.config.world.months as usize);
        let mut probe = Probe { today, block, worker, width };
        Step::ALL.into_iter().for_each(|step| probe.take(step));
        probe
    }

    /// Number of customers in the block.
    pub fn customers(&self) -> usize {
        self.block.len()
    }

    /// Takes one step.
    pub fn take(&mut self, step: Step) {
        let Probe { today, block, worker, width } = self;
        self::take(*width, &[step], today, block, worker, &mut None);
    }
}
