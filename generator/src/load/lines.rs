//! Maps bytes of a string to lines and columns; the string is scanned once.

use crate::diagnostic::Mark;

/// The number of characters between two positions of a line whose byte is known.
const STEP: usize = 256;

/// Returns the lines of a string, each with its line break.
pub(super) fn inclusive_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
    let lines = ends.chain([text.len()]).map(move |end| {
        let line = &text[start..end];
        start = end;
        line
    });
    lines.filter(|line| !line.is_empty())
}

/// The byte of the start of each line, and of every [`STEP`] characters of a long line.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    known: Vec<(Mark, usize)>,
}

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let (mut line, mut start) = (1, 0);
        let mut known = vec![(Mark { line, column: 1 }, 0)];
        for whole in inclusive_lines(text) {
            // Most lines are too short to have a position after the first.
            if whole.len() > STEP {
                let steps = whole.char_indices().enumerate().skip(STEP).step_by(STEP);
                let steps = steps.filter(|(_, (_, c))| *c != '\n');
                known.extend(steps.map(|(number, (at, _))| {
                    (
                        Mark {
                            line,
                            column: number + 1,
                        },
                        start + at,
                    )
                }));
            }
            start += whole.len();
            if whole.ends_with('\n') {
                line += 1;
                known.push((Mark { line, column: 1 }, start));
            }
        }
        Self { known }
    }

    /// Returns the mark of the character at byte `offset` of `text`, or that of its end.
    pub(super) fn mark(&self, text: &str, offset: usize) -> Mark {
        let offset = if text.is_char_boundary(offset) {
            offset
        } else {
            text.len()
        };
        let (mark, byte) = self.before(|(_, byte)| *byte <= offset);
        Mark {
            column: mark.column + text[byte..offset].chars().count(),
            ..mark
        }
    }

    /// Returns the byte of `mark`, or of the end of its line where that is shorter.
    pub(super) fn byte(&self, text: &str, mark: Mark) -> usize {
        let (known, byte) = self.before(|(known, _)| *known <= mark);
        let line = text[byte..].char_indices().map(|(at, c)| (byte + at, c));
        let mut left = match known.line == mark.line {
            true => mark.column - known.column,
            false => usize::MAX,
        };
        for (at, c) in line {
            if left == 0 || c == '\n' {
                return at;
            }
            left -= 1;
        }
        text.len()
    }

    fn before(&self, holds: impl Fn(&(Mark, usize)) -> bool) -> (Mark, usize) {
        let after = self.known.partition_point(holds);
        self.known[after.saturating_sub(1)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_bytes_agree_with_counting() {
        let text = format!("a\n\n{}\nb", "é".repeat(3 * STEP));
        let lines = Lines::new(&text);
        let (mut line, mut column) = (1, 1);
        for (byte, c) in text.char_indices() {
            let mark = Mark { line, column };
            assert_eq!(lines.mark(&text, byte), mark);
            assert_eq!(lines.byte(&text, mark), byte);
            (line, column) = if c == '\n' {
                (line + 1, 1)
            } else {
                (line, column + 1)
            };
        }
        assert_eq!(lines.byte(&text, Mark { line: 1, column: 9 }), 1);
        assert_eq!(lines.byte(&text, Mark { line: 9, column: 1 }), text.len());
        assert_eq!(lines.mark(&text, usize::MAX), Mark { line: 4, column: 2 });
    }
}
