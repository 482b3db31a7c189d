//! What every document shares: fonts, the language's library, the names of the virtual files.

use typst::foundations::{Binding, Bytes, Module, Scope};
use typst::syntax::{FileId, RootedPath, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt};

/// `eval` makes a program of a value; `plugin` runs WebAssembly, which nothing bounds.
const WITHHELD: [&str; 2] = ["eval", "plugin"];

/// Loaded once, read by all documents.
pub(crate) struct Shelf {
    pub(crate) library: LazyHash<Library>,
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) fonts: Vec<Font>,
}

/// The three files there are. The typesetter interns paths for ever and has room for 65 535,
/// so the names are constant and never made per document.
#[derive(Clone, Copy)]
pub(crate) struct Files {
    pub(crate) template: FileId,
    pub(crate) values: FileId,
    pub(crate) qr: FileId,
}

impl Shelf {
    pub(crate) fn load() -> Self {
        let fonts: Vec<Font> =
            typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))).collect();
        Self {
            library: LazyHash::new(library()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// Whether a font here has the sign.
    pub(crate) fn has(&self, sign: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(u32::from(sign)))
    }
}

impl Files {
    /// `None` never happens for these names; the typesetter's signature allows it.
    pub(crate) fn intern() -> Option<Self> {
        let id = |path: &str| {
            let path = VirtualPath::new(path).ok()?;
            Some(FileId::new(RootedPath::new(VirtualRoot::Project, path)))
        };
        Some(Self {
            template: id("/template.typ")?,
            values: id("/values.json")?,
            qr: id("/qr.svg")?,
        })
    }
}

fn library() -> Library {
    let mut library = Library::default();
    let mut scope = Scope::new();
    for (name, binding) in library.global.scope().iter() {
        if !WITHHELD.contains(&name.as_str()) {
            scope.bind(name.clone(), binding.clone());
        }
    }
    library.global = Module::new("global", scope);
    library.std = Binding::detached(library.global.clone());
    library
}
