//! What pages are made of, in memory: read once, and used for every reader until something of it is changed.

use std::hash::Hash;
use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::domain::freshness::Shown;
use crate::storage::freshness::Validity;
use crate::storage::{Clock, Freshness};

/// Something whose size in memory is known, about.
pub trait Weighed {
    /// In bytes.
    fn bytes(&self) -> usize;
}

struct Kept<V> {
    value: V,
    validity: Validity,
}

/// Values by their keys, of at most so many bytes.
pub struct Remembered<K, V> {
    kept: Cache<K, Arc<Kept<V>>, ByBytes>,
    freshness: Arc<Freshness>,
}

#[derive(Clone)]
struct ByBytes;

/// What an entry takes beside its value.
const FRAME: usize = 500;

impl<K, V: Weighed> Weighter<K, Arc<Kept<V>>> for ByBytes {
    fn weight(&self, _: &K, kept: &Arc<Kept<V>>) -> u64 {
        (FRAME + kept.value.bytes()) as u64
    }
}

/// A value that is remembered.
pub struct Fresh<V>(Arc<Kept<V>>);

impl<V> std::ops::Deref for Fresh<V> {
    type Target = V;

    fn deref(&self) -> &V {
        &self.0.value
    }
}

impl<V> Clone for Fresh<V> {
    fn clone(&self) -> Fresh<V> {
        Fresh(Arc::clone(&self.0))
    }
}

impl<V> Fresh<V> {
    /// What a page shows that shows this.
    pub fn shown(&self) -> &Shown {
        self.0.validity.shown()
    }
}

impl<K: Eq + Hash + Clone, V: Weighed> Remembered<K, V> {
    /// With no bytes, nothing is remembered.
    pub fn of(bytes: u64, freshness: Arc<Freshness>) -> Remembered<K, V> {
        const USUAL: u64 = 16 * 1024;
        let most = usize::try_from(bytes / USUAL).unwrap_or(usize::MAX);
        Remembered {
            kept: Cache::with_weighter(most, bytes, ByBytes),
            freshness,
        }
    }

    /// A value that would be the same if it were made now.
    pub fn find(&self, key: &K) -> Option<Fresh<V>> {
        let kept = self.kept.get(key)?;
        kept.validity.holds(&self.freshness).then_some(Fresh(kept))
    }

    /// Remembers a value whose making began at a clock.
    pub fn remember(&self, key: K, value: V, shown: Shown, made: Clock) -> Fresh<V> {
        let validity = Validity::of(shown, made);
        let kept = Arc::new(Kept { value, validity });
        if self.kept.capacity() > 0 {
            self.kept.insert(key, Arc::clone(&kept));
        }
        Fresh(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::freshness::Name;

    impl Weighed for &'static str {
        fn bytes(&self) -> usize {
            self.len()
        }
    }

    #[test]
    fn a_value_is_remembered_where_there_is_room() {
        let freshness = Arc::new(Freshness::at(1));
        let shown = || Shown::with([Name::Posts]);
        for (bytes, found) in [(100_000, Some("value")), (0, None)] {
            let remembered: Remembered<u8, &str> = Remembered::of(bytes, Arc::clone(&freshness));

            remembered.remember(7, "value", shown(), 1);

            assert_eq!(remembered.find(&7).as_deref(), found.as_ref());
        }
        let old: Remembered<u8, &str> = Remembered::of(100_000, freshness);
        old.remember(7, "value", shown(), 0);
        assert!(
            old.find(&7).is_none(),
            "it was made before anything is known"
        );
    }
}
