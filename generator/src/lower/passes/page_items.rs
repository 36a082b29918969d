//! Finds the list of each page.

use crate::ir::{
    Api, Field, PageItems, Presence, ResponseBody, Revision, ShapeId, ShapeKind, SuccessType, Type,
};

/// Notes for each revision that returns pages which field of them is the list.
pub(in crate::lower) fn find(api: &mut Api) {
    let found: Vec<Option<PageItems>> = revisions(api).map(|revision| items(api, revision)).collect();
    let revisions = api
        .operations
        .iter_mut()
        .flat_map(|operation| &mut operation.revisions);
    for (revision, items) in revisions.zip(found) {
        revision.items = items;
    }
}

fn revisions(api: &Api) -> impl Iterator<Item = &Revision> {
    api.operations.iter().flat_map(|operation| &operation.revisions)
}

fn items(api: &Api, revision: &Revision) -> Option<PageItems> {
    if !matches!(revision.success_type(), SuccessType::One(_)) {
        return None;
    }
    let page = revision.replies.iter().find_map(|success| match &success.reply {
        ResponseBody::Page { page, item } => Some((page, item)),
        _ => None,
    });
    let (Type::Shape { id, .. }, item) = page? else {
        return None;
    };
    let field = list_field(api, *id)?;
    Some(page_items(field, item))
}

/// Returns the field of a struct that is the list of a page.
pub(super) fn list_field(api: &Api, id: ShapeId) -> Option<&Field> {
    let ShapeKind::Struct(object) = &api.shape(id).kind else {
        return None;
    };
    let name = api.service.conventions.paging.items();
    object.fields.iter().find(|field| field.wire.as_str() == name)
}

/// Describes the list of a page.
pub(super) fn page_items(field: &Field, item: &Type) -> PageItems {
    PageItems {
        item: item.clone(),
        field: field.ident.clone(),
        is_required: field.presence == Presence::Required,
    }
}
