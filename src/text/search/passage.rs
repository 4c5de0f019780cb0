//! The passage of an article that answers best.
