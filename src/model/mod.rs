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
mod market;
mod needs;
mod offers;
mod pick;
mod planning;
mod privacy;
mod purchases;
mod scratch;
mod sensing;
mod timeline;
mod today;
mod wanting;
pub mod width;
mod word_of_mouth;

use crate::scenario::config::Config;
use crate::world::{Block, Tally, World};
use rayon::prelude::*;
use scratch::Scratch;
use today::Today;
use width::Width;

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
pub fn open(world: &mut World) {
    planning::open(world);
}

/// Simulates one month.
pub fn month(world: &mut World, workers: &mut Workers) {
    entry::turn_over(world);
    timeline::apply(world);
    imitation::advance(world);
    market::shift(world);
    planning::plan(world);
    customers(world, workers);
    planning::pool(world);
    accounts::close(world);
    campaigns::test(world);
    imitation::imitate(world);
    world.month = world.month.plus(1);
}

/// Steps 4 to 12, for all blocks; the counts end up with the firms.
fn customers(world: &mut World, workers: &mut Workers) {
    let today = Today::of(world);
    let firms = world.firms.len();
    let months = world.config.world.months as usize;
    let Workers { width, workers, tally } = workers;
    let part = world.blocks.len().div_ceil(workers.len());
    let work = |blocks: &mut [Block], worker: &mut Worker| {
        worker.tally.clear(firms, months);
        for block in blocks {
            worker.scratch.reserve(block.len(), today.firms.len());
            width.run(
                #[inline(always)]
                || block_month(&today, block, &mut worker.scratch, &mut worker.tally),
            );
        }
    };
    tally.clear(firms, months);
    if workers.len() == 1 {
        work(&mut world.blocks, &mut workers[0]);
        tally.add(&workers[0].tally);
    } else {
        world.blocks.par_chunks_mut(part).zip(workers.par_iter_mut()).for_each(|(blocks, w)| work(blocks, w));
        let parts = world.blocks.len().div_ceil(part);
        workers.iter().take(parts).for_each(|worker| tally.add(&worker.tally));
    }
    for (firm, counts) in world.firms.iter_mut().zip(&mut tally.firms) {
        std::mem::swap(&mut firm.tally, counts);
    }
}

/// Steps 4 to 12 for the customers of one block; a breach of step 1 reaches them first.
#[inline(always)]
fn block_month(today: &Today, block: &mut Block, scratch: &mut Scratch, tally: &mut Tally) {
    needs::sensitivity(today, block, scratch);
    breach::strike(today, block, scratch);
    needs::drift(today, block, scratch);
    offers::make(today, block, scratch);
    contact::persuade(today, block, scratch, tally);
    choice::choose(today, block, scratch, tally);
    purchases::buy(today, block, scratch, tally);
    contact::compare(today, block, scratch, tally);
    experience::learn(today, block, scratch);
    for (f, firm) in today.firms.iter().enumerate() {
        if firm.remembers || block.links[firm.index].holds {
            sensing::sense(today, f, firm, block, scratch, tally);
            privacy::notice(today, f, firm, block, scratch, tally);
        }
    }
    word_of_mouth::spread(today, block, scratch, tally);
}
