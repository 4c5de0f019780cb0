//! Work that outlives a request.

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// To take away events that everybody has had, and forms that nobody sends again.
    Trim,
    /// To let the database look at how its tables are filled.
    Optimize,
}

impl Job {
    pub const ALL: [Job; 2] = [Job::Trim, Job::Optimize];

    /// What is done again and again, and after how many hours.
    pub const REPEATED: [(Job, i64); 2] = [(Job::Trim, 6), (Job::Optimize, 24)];

    /// As the database keeps it.
    pub fn kind(self) -> &'static str {
        match self {
            Job::Trim => "trim",
            Job::Optimize => "optimize",
        }
    }

    /// Reads a job as the database keeps it; none for one that this version of Daf does not know.
    pub fn parse(kind: &str) -> Option<Job> {
        Job::ALL.into_iter().find(|job| job.kind() == kind)
    }

    /// After how many hours it is to be done again, when it is one of those.
    pub fn hours(self) -> Option<i64> {
        Job::REPEATED
            .iter()
            .find(|(job, _)| *job == self)
            .map(|(_, hours)| *hours)
    }
}
