//! Lists all items, page by page.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::vec::IntoIter;

use super::error::{EndlessListing, Error};
use super::send::{CallLimits, Engine};
use super::transport::Pending;
use crate::runtime::record::{named, named_text};
use crate::runtime::reflect::ValueRef;
use crate::runtime::response::{BodySlot, ResponseBody};
use crate::runtime::{Call, Operation, Paging, Reflect, json_writer};
use crate::service::SERVICE;

/// The default maximum number of pages of one listing.
const PAGES: u64 = 10_000;
/// Names of parameters and fields.
const PAGING: &Paging = &SERVICE.paging;
/// The number of items on a page if neither the caller nor the specification states it.
const ITEMS: i64 = 100;

/// An operation that returns one page of a list. Generated code implements it through the macro `pages!`.
pub trait Paged: Operation<ResponseBody: Send, Error: Send> + Send + Sync + 'static {
    /// The type of the items.
    type Item: Reflect + Send + Sync;
    /// Returns the items of a page.
    fn items(page: Self::ResponseBody) -> Vec<Self::Item>;
}

/// An item, or the error that ends the list.
type Next<O> = Result<<O as Paged>::Item, Error<<O as Operation>::Error>>;

/// Reads the pages of a list.
pub(crate) struct Walk<O> {
    engine: Arc<Engine>,
    operation: O,
    call: Call,
    page: i64,
    size: usize,
    left: u64,
    limit: u64,
    /// The number of items up to the end of the last page.
    passed: usize,
    /// The total number of items, if the service has counted them.
    total: Option<usize>,
    /// Fingerprints of the pages so far, to detect a page that is sent twice.
    seen: HashSet<u64>,
    over: bool,
}

impl<O: Paged> Walk<O> {
    /// Starts with the page of the operation, or with the first.
    pub(crate) fn new(engine: Arc<Engine>, operation: O) -> Self {
        let call = operation.call().clone();
        let number = |name| call.argument(name).and_then(|text| text.parse::<i64>().ok());
        let (page, size) = (
            number(PAGING.page).unwrap_or(1),
            number(PAGING.size).unwrap_or(ITEMS),
        );
        Self {
            engine,
            operation,
            call,
            page,
            size: count(size).max(1),
            left: PAGES,
            limit: PAGES,
            passed: count(page.saturating_sub(1)).saturating_mul(count(size)),
            total: None,
            seen: HashSet::new(),
            over: false,
        }
    }

    /// Returns the items of the next page; `None` after the last one, and after an error.
    pub(crate) async fn next(&mut self) -> Option<Result<Vec<O::Item>, Error<O::Error>>> {
        if std::mem::replace(&mut self.over, true) {
            return None;
        }
        Some(self.read().await)
    }

    async fn read(&mut self) -> Result<Vec<O::Item>, Error<O::Error>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Err(Error::Listing(EndlessListing::TooLong { pages: self.limit }));
        };
        let mut page = self.fetch().await?;
        let page_info = PageInfo::of(page.place());
        let items = O::items(page);
        // Empty pages are not fingerprinted: several may link to a next one.
        if !items.is_empty() && !self.seen.insert(fingerprint(&items)) {
            return Err(Error::Listing(EndlessListing::Repeated { page: self.page }));
        }
        self.passed = self.passed.saturating_add(items.len());
        // Only the first page requests the count.
        self.total = self.total.or(page_info.total);
        let next = self.page.checked_add(1);
        self.over = next.is_none() || self.is_last(items.len(), page_info.has_next);
        self.page = next.unwrap_or(self.page);
        self.left = left;
        self.count_no_more();
        Ok(items)
    }

    /// Decides whether this page is the last one. A page with a next link is not. A short page without such a link is
    /// the last, and a full one if its links and the count agree. The count is an estimate, so it does not decide
    /// alone.
    fn is_last(&self, items: usize, has_next: Option<bool>) -> bool {
        let counted = self.total.is_some_and(|total| self.passed >= total);
        has_next != Some(true) && (items < self.size || (has_next == Some(false) && counted))
    }

    async fn fetch(&mut self) -> Result<O::ResponseBody, Error<O::Error>> {
        let timed_out = SERVICE.errors.count_timed_out;
        // A retry with the count would time out again.
        let counted = self.send(timed_out.filter(|_| self.counts())).await;
        match counted {
            Err(error) if timed_out.is_some() && error.code() == timed_out && self.count_no_more() => {
                self.send(None).await
            }
            other => other,
        }
    }

    /// Requests the page. An error with the code `not_retryable` is not retried.
    async fn send(&self, not_retryable: Option<&'static str>) -> Result<O::ResponseBody, Error<O::Error>> {
        let limits = CallLimits {
            not_retryable,
            until: None,
        };
        let call = self.call.clone().set_named(PAGING.page, self.page);
        Ok(self.engine.reply_to(&self.operation, &call, limits).await?.body)
    }

    fn counts(&self) -> bool {
        self.call.argument(PAGING.count).as_deref() == Some("true")
    }

    /// Stops requesting the count, which costs the service time. Returns false if the request did not contain it.
    fn count_no_more(&mut self) -> bool {
        let counts = self.counts();
        if counts {
            self.call = self.call.clone().set_named(PAGING.count, false);
        }
        counts
    }
}

/// All items of a list, page by page. Dropping it stops requesting pages. `C` is the kind of client: with the async one
/// this is a stream with its own `next` method, with the blocking one an iterator.
#[must_use = "nothing is sent until items are asked for"]
pub struct Items<O: Paged, C> {
    state: State<O>,
    ready: IntoIter<O::Item>,
    kind: PhantomData<fn() -> C>,
}

enum State<O: Paged> {
    Idle(Box<Walk<O>>),
    Busy(Pending<'static, Step<O>>),
    /// A placeholder while the state changes.
    Moving,
}

type Page<O> = Result<Vec<<O as Paged>::Item>, Error<<O as Operation>::Error>>;
type Step<O> = (Box<Walk<O>>, Option<Page<O>>);

// Items are moved out; no field is pinned.
impl<O: Paged, C> Unpin for Items<O, C> {}

impl<O: Paged, C> Items<O, C> {
    #[allow(dead_code, reason = "not every specification has lists")]
    pub(crate) fn new(engine: Arc<Engine>, operation: O) -> Self {
        Self {
            state: State::Idle(Box::new(Walk::new(engine, operation))),
            ready: Vec::new().into_iter(),
            kind: PhantomData,
        }
    }

    /// Sets the maximum number of pages (default: 10,000); more are an error. Set it before the first item is
    /// requested.
    pub fn max_pages(mut self, pages: u64) -> Self {
        if let State::Idle(walk) = &mut self.state {
            (walk.left, walk.limit) = (pages, pages);
        }
        self
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Next<O>>> {
        loop {
            if let Some(item) = self.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let mut busy = match std::mem::replace(&mut self.state, State::Moving) {
                State::Busy(busy) => busy,
                State::Idle(mut walk) => Box::pin(async move {
                    let page = walk.next().await;
                    (walk, page)
                }),
                // The future panicked; there are no more pages.
                State::Moving => return Poll::Ready(None),
            };
            let Poll::Ready((walk, page)) = busy.as_mut().poll(context) else {
                self.state = State::Busy(busy);
                return Poll::Pending;
            };
            self.state = State::Idle(walk);
            match page {
                Some(Ok(items)) => self.ready = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Converts a number of the service to a count.
fn count(number: i64) -> usize {
    number.max(0).try_into().unwrap_or(usize::MAX)
}

/// The information of a page about the next ones.
#[derive(Default)]
struct PageInfo {
    /// Whether its links contain a next page; `None` if it has no links.
    has_next: Option<bool>,
    /// The total number of items.
    total: Option<usize>,
}

impl PageInfo {
    fn of(place: BodySlot<'_>) -> Self {
        let BodySlot::Json(page) = place else {
            return Self::default();
        };
        let ValueRef::Record(page) = page.view() else {
            return Self::default();
        };
        let has_next = match named(page, PAGING.links) {
            Some(ValueRef::List(links)) if !links.is_empty() => {
                Some((0..links.len()).any(|index| text_of(links.get(index), "rel") == Some("next")))
            }
            _ => None,
        };
        let total = match named(page, PAGING.total) {
            Some(ValueRef::Int(total @ 1..)) => Some(count(total)),
            _ => None,
        };
        Self { has_next, total }
    }
}

/// Returns a member of a record as a string, if it exists.
fn text_of<'a>(value: &'a dyn Reflect, name: &str) -> Option<&'a str> {
    match value.view() {
        ValueRef::Record(record) => named_text(record, name),
        _ => None,
    }
}

/// Returns an equal number for pages with the same items, even if some of their fields have changed.
fn fingerprint<T: Reflect>(items: &[T]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for item in items {
        match text_of(item, SERVICE.id) {
            Some(id) => id.hash(&mut hasher),
            None => json_writer::to_vec(item.view()).hash(&mut hasher),
        }
    }
    hasher.finish()
}

/// Implements [`Paged`]: the operation, the type of its items, and the expression that returns the items of a page.
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_macros, reason = "not every specification has lists")]
macro_rules! pages {
    ($type:ident, $item:ty, |$page:ident| $items:expr) => {
        impl $crate::runtime::client::Paged for $type {
            type Item = $item;
            fn items($page: Self::ResponseBody) -> ::std::vec::Vec<$item> {
                $items
            }
        }
        impl<C: $crate::runtime::client::ClientKind> $type<&C> {
            /// Returns all items, from the requested page to the last one.
            pub fn items(self) -> $crate::runtime::client::Items<$type, C> {
                $crate::runtime::client::Items::new(self.1.engine().clone(), $type(self.0, ()))
            }
        }
    };
}
#[cfg(any(feature = "client", feature = "blocking"))]
#[allow(unused_imports, reason = "not every specification has lists")]
pub(crate) use pages;
