//! Splits text into blocks: paragraphs, list items, tables and fenced code.

/// The maximum depth of nested lists; deeper items join the deepest list.
const DEEPEST: usize = 4;

/// A block and its indentation.
pub(super) struct Block {
    pub(super) content: Content,
    /// Columns before its lines; a marker occupies the last ones of the first line.
    pub(super) indent: usize,
    /// `- ` or `1. `, if it starts a list item.
    pub(super) marker: Option<String>,
}

/// The content of a block.
pub(super) enum Content {
    /// CommonMark inlines, in lines.
    Text(String),
    /// Lines to be shown as they are.
    Code(Vec<String>),
    /// The head and the body of a table, each row with the same number of cells of CommonMark inlines.
    Table(Vec<Vec<String>>),
}

impl Block {
    /// Returns true if no empty line is needed after `before`: items of one list, and a list of bullets in an item
    /// (5.2: a numbered one ends a paragraph only if it starts with 1).
    pub(super) fn follows_directly(&self, before: &Block) -> bool {
        let Some(marker) = &self.marker else { return false };
        before.indent > 0 && (marker == "- " || self.indent - marker.len() < before.indent)
    }
}

/// Returns the blocks of a cleaned string.
pub(super) fn blocks(text: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if let Some(fence) = Fence::opened_by(line) {
            reader.code(&fence, &mut lines);
        } else if let Some((rows, length)) = table(line, lines.clone()) {
            reader.open = false;
            reader.start(indent_of(line), Content::Table(rows));
            lines.nth(length - 1);
        } else {
            reader.line(line);
        }
    }
    reader.blocks
}

/// Returns the table whose header is `line` (GitHub Flavored Markdown, 4.10), and the number of lines after the header.
fn table<'a>(line: &str, mut lines: impl Iterator<Item = &'a str>) -> Option<(Vec<Vec<String>>, usize)> {
    let head = cells(line)?;
    let rule = cells(lines.next()?.trim()).filter(|rule| rule.len() == head.len())?;
    let is_rule = |cell: &String| cell.contains('-') && cell.chars().all(|c| matches!(c, ':' | '-'));
    if !rule.iter().all(is_rule) {
        return None;
    }
    let mut rows = vec![head];
    for row in lines.map_while(cells) {
        let mut row = row;
        if row.len() > rows[0].len() {
            return None;
        }
        row.resize(rows[0].len(), String::new());
        rows.push(row);
    }
    let length = rows.len();
    rows.iter()
        .flatten()
        .all(|cell| is_cell(cell))
        .then_some((rows, length))
}

/// Returns the cells of a row between its bars, except for escaped ones.
fn cells(line: &str) -> Option<Vec<String>> {
    let inside = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    if inside.ends_with('\\') {
        return None;
    }
    let mut cells = vec![String::new()];
    let mut rest = inside.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek() == Some(&'|') => cells.last_mut()?.extend(rest.next()),
            '|' => cells.push(String::new()),
            c => cells.last_mut()?.push(c),
        }
    }
    Some(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}

/// Returns true if a cell has the same meaning in a table as elsewhere: bars in code would end it, backslashes before
/// bars vanish.
fn is_cell(cell: &str) -> bool {
    !(cell.contains('|') && cell.contains(['`', '\\']))
}

/// An open list item: its column in the source, and the column of its content in the output.
struct Item {
    source: usize,
    inner: usize,
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    items: Vec<Item>,
    /// Whether the next line may continue the last block.
    open: bool,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let (indent, line) = (indent_of(line), line.trim());
        if line.is_empty() || is_rule(line) || is_table_rule(line) || (self.open && is_underline(line)) {
            self.open = false;
        } else if let Some((marker, body)) = self.item(line) {
            self.start_item(indent, marker, body);
        } else if let Some(title) = heading(line) {
            self.alone(indent, title);
        } else if line.starts_with('|') {
            self.alone(indent, line);
        } else if self.open {
            self.extend(line);
        } else {
            self.start(indent, Content::Text(line.to_owned()));
            self.open = true;
        }
    }

    /// Adds a line that is a paragraph by itself.
    fn alone(&mut self, indent: usize, line: &str) {
        self.open = false;
        if !line.is_empty() {
            self.start(indent, Content::Text(line.to_owned()));
        }
    }

    fn extend(&mut self, line: &str) {
        if let Some(Block {
            content: Content::Text(text),
            ..
        }) = self.blocks.last_mut()
        {
            text.push('\n');
            text.push_str(line);
        }
    }

    fn start(&mut self, indent: usize, content: Content) {
        self.close_items(indent);
        let indent = self.column();
        self.blocks.push(Block {
            content,
            indent,
            marker: None,
        });
    }

    fn start_item(&mut self, source: usize, marker: String, body: &str) {
        self.close_items(source);
        self.items.truncate(DEEPEST - 1);
        let inner = self.column() + marker.len();
        self.items.push(Item { source, inner });
        let content = Content::Text(body.to_owned());
        self.blocks.push(Block {
            content,
            indent: inner,
            marker: Some(marker),
        });
        self.open = true;
    }

    /// Closes the items that something in column `indent` is not inside of.
    fn close_items(&mut self, indent: usize) {
        while self.items.last().is_some_and(|item| indent < item.source + 2) {
            self.items.pop();
        }
    }

    fn column(&self) -> usize {
        self.items.last().map_or(0, |item| item.inner)
    }

    /// Returns the marker to write and the body of a list item. A number inside a paragraph is only a marker if
    /// it is 1 (5.2).
    fn item<'a>(&self, line: &'a str) -> Option<(String, &'a str)> {
        let (marker, body) = line.split_once(' ')?;
        if let "-" | "*" | "+" = marker {
            return Some(("- ".to_owned(), body.trim_start()));
        }
        let number = marker.strip_suffix(['.', ')'])?;
        let is_number = (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        let is_text = self.open && self.items.is_empty() && number != "1";
        (is_number && !is_text).then(|| (format!("{number}. "), body.trim_start()))
    }

    /// Adds fenced code, which ends with its fence or the input.
    fn code<'a>(&mut self, fence: &Fence, lines: &mut impl Iterator<Item = &'a str>) {
        self.open = false;
        let inside = lines.take_while(|line| !fence.is_closed_by(line));
        let code: Vec<_> = inside
            .map(|line| fence.unindent(line).trim_end().to_owned())
            .collect();
        if code.iter().any(|line| !line.is_empty()) {
            self.start(fence.indent, Content::Code(code));
        }
    }
}

/// An opening code fence (4.5), with any indentation.
pub(super) struct Fence {
    mark: char,
    length: usize,
    indent: usize,
}

impl Fence {
    pub(super) fn opened_by(line: &str) -> Option<Self> {
        let (indent, line) = (indent_of(line), line.trim());
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = line.trim_start_matches(mark);
        let length = line.len() - info.len();
        let opens = length >= 3 && !(mark == '`' && info.contains('`'));
        opens.then_some(Self { mark, length, indent })
    }

    pub(super) fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }

    fn unindent<'a>(&self, line: &'a str) -> &'a str {
        &line[indent_of(line).min(self.indent)..]
    }
}

fn indent_of(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns the text of an ATX heading (4.2).
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_heading = (1..=6).contains(&level) && (text.is_empty() || text.starts_with(' '));
    is_heading.then(|| text.trim_end_matches('#').trim())
}

/// Returns a thematic break (4.1).
fn is_rule(line: &str) -> bool {
    let marks = line.chars().filter(|&c| c != ' ');
    ['-', '*', '_']
        .iter()
        .any(|&mark| marks.clone().all(|c| c == mark))
        && marks.count() >= 3
}

/// Returns the underline of a setext heading (4.3).
fn is_underline(line: &str) -> bool {
    ['-', '='].iter().any(|&mark| line.chars().all(|c| c == mark))
}

/// Returns the row between the head and the body of a table.
fn is_table_rule(line: &str) -> bool {
    line.contains("--") && line.contains('|') && line.chars().all(|c| matches!(c, '|' | ':' | '-' | ' '))
}
