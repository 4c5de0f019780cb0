//! The load tool, and what it says.

use std::process::Command;
use std::time::Duration;

/// What one run gave.
#[derive(Debug, Clone, Copy, Default)]
pub struct Run {
    /// Answers a second.
    pub rate: f64,
    pub median: Duration,
    pub p99: Duration,
    /// Answers of a status that was not wanted, and broken connections.
    pub errors: u64,
}

/// A question that is asked again and again.
#[derive(Debug, Clone)]
pub struct Question {
    pub url: String,
    pub headers: Vec<String>,
}

/// Asks a question with so many connections at once.
pub fn run(question: &Question, connections: usize, time: Duration) -> Run {
    let mut command = Command::new("wrk");
    command.args(["--latency", "--timeout", "10s", "-t", "2"]);
    command.arg(format!("-c{connections}"));
    command.arg(format!("-d{}s", time.as_secs()));
    for header in &question.headers {
        command.args(["-H", header]);
    }
    let output = command
        .arg(&question.url)
        .output()
        .expect("wrk should be there: apt-get install wrk");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    parse(&said).unwrap_or_else(|| {
        panic!(
            "wrk said: {said}{}",
            String::from_utf8_lossy(&output.stderr)
        );
    })
}

fn parse(said: &str) -> Option<Run> {
    let mut run = Run::default();
    for line in said.lines().map(str::trim) {
        let mut words = line.split_whitespace();
        match (words.next(), words.next()) {
            (Some("50%"), Some(time)) => run.median = duration(time)?,
            (Some("99%"), Some(time)) => run.p99 = duration(time)?,
            (Some("Requests/sec:"), Some(rate)) => run.rate = rate.parse().ok()?,
            (Some("Non-2xx"), _) => run.errors += line.rsplit(' ').next()?.parse::<u64>().ok()?,
            (Some("Socket"), _) => {
                let numbers = line
                    .split([' ', ','])
                    .filter_map(|word| word.parse::<u64>().ok());
                run.errors += numbers.sum::<u64>();
            }
            _ => {}
        }
    }
    (run.rate > 0.0).then_some(run)
}

fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at(text.find(|sign: char| sign.is_alphabetic())?);
    let number: f64 = number.parse().ok()?;
    let seconds = match unit {
        "us" => number / 1e6,
        "ms" => number / 1e3,
        "s" => number,
        _ => return None,
    };
    Some(Duration::from_secs_f64(seconds))
}

/// The middle one.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
