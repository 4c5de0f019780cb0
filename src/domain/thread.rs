//! Comments in the order and at the depth they are read.

use std::collections::HashMap;

use super::comment::{Comment, CommentStatus, DEEPEST_LEVEL};
use super::ids::CommentId;

/// A comment in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub comment: Comment,
    /// 1 for a comment on the article itself.
    pub level: usize,
    /// How deep it would stand if threads had no bound.
    pub depth: usize,
    /// The writer answered, when the answer could not be set a level deeper.
    pub answers: Option<String>,
}

/// Sets comments, given oldest first, as threads: each answer under what it answers, at most
/// [`DEEPEST_LEVEL`] deep. A removed comment keeps its place; one that its own writer took back keeps it
/// only for answers.
pub fn arrange(comments: Vec<Comment>) -> Vec<Placed> {
    let by_id: HashMap<CommentId, usize> = comments
        .iter()
        .enumerate()
        .map(|(index, comment)| (comment.id, index))
        .collect();
    let mut answers: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    for (index, comment) in comments.iter().enumerate() {
        let parent = comment
            .parent_id
            .and_then(|parent| by_id.get(&parent).copied())
            .filter(|parent| *parent < index);
        answers.entry(parent).or_default().push(index);
    }
    let needed = needed_places(&comments, &by_id);
    let mut placed = Vec::with_capacity(comments.len());
    let mut waiting: Vec<(usize, usize)> = answers
        .get(&None)
        .into_iter()
        .flatten()
        .rev()
        .map(|index| (*index, 1))
        .collect();
    while let Some((index, depth)) = waiting.pop() {
        let under = answers.get(&Some(index)).into_iter().flatten().rev();
        waiting.extend(under.map(|answer| (*answer, depth + 1)));
        if needed[index] {
            placed.push(place(&comments, &by_id, index, depth));
        }
    }
    placed
}

fn place(
    comments: &[Comment],
    by_id: &HashMap<CommentId, usize>,
    index: usize,
    depth: usize,
) -> Placed {
    let comment = comments[index].clone();
    let answered = (depth > DEEPEST_LEVEL)
        .then(|| comment.parent_id.and_then(|parent| by_id.get(&parent)))
        .flatten()
        .and_then(|parent| writer(&comments[*parent]));
    Placed {
        level: depth.min(DEEPEST_LEVEL),
        depth,
        answers: answered,
        comment,
    }
}

/// The name a comment is signed with; none for a removed one.
pub fn writer(comment: &Comment) -> Option<String> {
    if comment.status == CommentStatus::Removed {
        return None;
    }
    comment
        .user
        .as_ref()
        .map(|(name, _)| name.clone())
        .or_else(|| comment.guest_name.clone())
}

/// Comments to be read, which are approved or the reader's own, those that were removed, and those taken
/// back, whose text is gone, that such a comment stands under.
fn needed_places(comments: &[Comment], by_id: &HashMap<CommentId, usize>) -> Vec<bool> {
    let mut needed = vec![false; comments.len()];
    for index in (0..comments.len()).rev() {
        needed[index] |= match comments[index].status {
            CommentStatus::Approved | CommentStatus::Pending => true,
            CommentStatus::Removed => !comments[index].html.is_empty(),
            CommentStatus::Spam => false,
        };
        if needed[index] {
            let parent = comments[index]
                .parent_id
                .and_then(|parent| by_id.get(&parent).copied());
            if let Some(parent) = parent.filter(|parent| *parent < index) {
                needed[parent] = true;
            }
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;
    use crate::domain::moment::Moment;

    fn comment(id: i64, parent: Option<i64>, status: CommentStatus) -> Comment {
        Comment {
            id: CommentId(id),
            parent_id: parent.map(CommentId),
            thread_id: CommentId(1),
            guest_name: Some(format!("Guest {id}")),
            language: Language::En,
            status,
            html: "<p>Words</p>".to_owned(),
            created_at: Moment::from_microseconds(id).unwrap(),
            edited_at: None,
            user: None,
        }
    }

    fn shape(placed: &[Placed]) -> Vec<(i64, usize)> {
        placed
            .iter()
            .map(|one| (one.comment.id.0, one.level))
            .collect()
    }

    #[test]
    fn answers_stand_under_what_they_answer() {
        use CommentStatus::Approved;
        let comments = vec![
            comment(1, None, Approved),
            comment(2, None, Approved),
            comment(3, Some(1), Approved),
        ];

        assert_eq!(shape(&arrange(comments)), [(1, 1), (3, 2), (2, 1)]);
    }

    #[test]
    fn the_fourth_level_is_flat_and_says_whom_it_answers() {
        use CommentStatus::Approved;
        let comments = (1..=4)
            .map(|id| comment(id, (id > 1).then_some(id - 1), Approved))
            .collect();

        let placed = arrange(comments);

        assert_eq!(shape(&placed), [(1, 1), (2, 2), (3, 3), (4, 3)]);
        assert_eq!(placed[3].answers.as_deref(), Some("Guest 3"));
        assert_eq!(placed[2].answers, None);
    }

    #[test]
    fn a_removed_comment_keeps_its_place_and_one_taken_back_only_for_its_answers() {
        use CommentStatus::{Approved, Removed};
        let taken_back = |id| Comment {
            html: String::new(),
            ..comment(id, None, Removed)
        };
        let comments = vec![
            taken_back(1),
            comment(2, Some(1), Approved),
            comment(3, None, Removed),
            taken_back(4),
        ];

        assert_eq!(shape(&arrange(comments)), [(1, 1), (2, 2), (3, 1)]);
    }

    #[test]
    fn an_answer_whose_parent_is_on_another_page_begins_a_thread() {
        assert_eq!(
            shape(&arrange(vec![comment(5, Some(2), CommentStatus::Approved)])),
            [(5, 1)]
        );
    }

    #[test]
    fn a_comment_that_answers_itself_is_no_trap() {
        assert_eq!(
            arrange(vec![comment(1, Some(1), CommentStatus::Approved)]).len(),
            1
        );
    }
}
