//! How much memory a benchmark holds.

/// What is resident now and was at most, as Linux tells it; other systems are not asked.
pub fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let field = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes / 1_000)
    };
    match (field("VmRSS:"), field("VmHWM:")) {
        (Some(now), Some(most)) => format!("{now} MB, at most {most} MB"),
        _ => "not known on this system".to_owned(),
    }
}
