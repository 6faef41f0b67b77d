//! The program `sellsense`.

fn main() -> std::process::ExitCode {
    sellsense::cli::main().into()
}
