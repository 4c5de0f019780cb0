//! A body that is sent piece by piece. A whole one is copied into the connection's buffer, which grows to its
//! size and is given up again after each answer when it has become large.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;

/// Connections keep buffers of twice this size.
const PIECE: usize = 64 * 1024;

/// What is left to be sent.
pub struct Pieces(pub Bytes);

impl MessageBody for Pieces {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.0.len() as u64)
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Infallible>>> {
        let left = &mut self.get_mut().0;
        if left.is_empty() {
            return Poll::Ready(None);
        }
        let piece = left.split_to(left.len().min(PIECE));
        Poll::Ready(Some(Ok(piece)))
    }

    fn try_into_bytes(self) -> Result<Bytes, Pieces> {
        Ok(self.0)
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[test]
    fn the_pieces_of_a_body_are_the_whole_of_it_and_none_is_large() {
        for length in [0, 1, PIECE, PIECE + 1, 3 * PIECE] {
            let whole: Vec<u8> = (0..length).map(|number| number as u8).collect();
            let mut body = pin!(Pieces(whole.clone().into()));
            let mut context = Context::from_waker(std::task::Waker::noop());
            assert_eq!(body.size(), BodySize::Sized(length as u64));

            let mut sent = Vec::new();
            while let Poll::Ready(Some(Ok(piece))) = body.as_mut().poll_next(&mut context) {
                assert!((1..=PIECE).contains(&piece.len()), "{}", piece.len());
                sent.extend_from_slice(&piece);
            }

            assert_eq!(sent, whole);
        }
    }
}
