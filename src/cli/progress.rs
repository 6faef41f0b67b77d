//! How far a simulation is, on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over `total` customer-months on standard error; it shows nothing when that is no terminal or
/// `hidden` says so.
pub fn bar(total: u64, hidden: bool) -> ProgressBar {
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(5) };
    let style = ProgressStyle::with_template("simulating {bar:32} {percent:>3} %  about {eta} left")
        .expect("the template is well formed")
        .progress_chars("━╸ ");
    ProgressBar::with_draw_target(Some(total), target).with_style(style)
}

/// A sign of life, with a message, on standard error; it shows nothing when that is no terminal or `hidden` says so.
/// Its position counts customer-months.
pub fn spinner(hidden: bool) -> ProgressBar {
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(5) };
    let style = ProgressStyle::with_template("{spinner} {msg}  {human_pos} customer-months, {elapsed}")
        .expect("the template is well formed");
    ProgressBar::with_draw_target(None, target).with_style(style)
}
