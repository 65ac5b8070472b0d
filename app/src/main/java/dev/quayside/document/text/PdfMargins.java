package dev.quayside.document.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.action.PDActionURI;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationLink;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationMarkup;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDDocumentOutline;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineItem;
import org.apache.pdfbox.pdmodel.interactive.documentnavigation.outline.PDOutlineNode;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDButton;
import org.apache.pdfbox.pdmodel.interactive.form.PDField;
import org.apache.pdfbox.pdmodel.interactive.form.PDVariableText;
import org.jspecify.annotations.Nullable;

/// What a PDF says beside its pages.
final class PdfMargins {
    /// Deeper is nobody's table of contents.
    private static final int MOST_LEVELS = 100;

    private PdfMargins() {}

    /// Comments (who wrote them, about what, and what they say) and where links lead to.
    static List<String> notes(PDPage page) throws IOException {
        List<String> notes = new ArrayList<>();
        for (PDAnnotation annotation : page.getAnnotations()) {
            if (annotation instanceof PDAnnotationLink link && link.getAction() instanceof PDActionURI target) {
                add(notes, target.getURI());
            } else if (annotation instanceof PDAnnotationMarkup comment) {
                add(notes, comment.getTitlePopup());
                add(notes, comment.getSubject());
                add(notes, comment.getContents());
            }
        }
        return notes;
    }

    /// The table of contents that viewers show beside the pages.
    static List<Block> bookmarks(PDDocument document) {
        List<Block> bookmarks = new ArrayList<>();
        PDDocumentOutline outline = document.getDocumentCatalog().getDocumentOutline();
        if (outline != null) {
            below(outline, 1, new HashSet<>(), bookmarks);
        }
        return bookmarks;
    }

    /// @param seen so that a circle of bookmarks ends
    private static void below(PDOutlineNode node, int level, Set<COSDictionary> seen, List<Block> bookmarks) {
        PDOutlineItem item = level > MOST_LEVELS ? null : node.getFirstChild();
        for (; item != null && seen.add(item.getCOSObject()); item = item.getNextSibling()) {
            String title = item.getTitle();
            if (title != null && !title.isBlank()) {
                bookmarks.add(new Block(Block.Kind.ITEM, level, title.strip()));
            }
            below(item, level + 1, seen, bookmarks);
        }
    }

    /// What was filled in, each with the name of its field.
    static List<Block> fields(PDDocument document) {
        List<Block> fields = new ArrayList<>();
        PDAcroForm form = document.getDocumentCatalog().getAcroForm(null);
        if (form == null) {
            return fields;
        }
        for (PDField field : form.getFieldTree()) {
            String value = field instanceof PDVariableText || field instanceof PDButton ? field.getValueAsString() : "";
            if (value != null && !value.isBlank()) {
                fields.add(new Block(Block.Kind.ITEM, 1, field.getPartialName() + ": " + value.strip()));
            }
        }
        return fields;
    }

    private static void add(List<String> notes, @Nullable String note) {
        if (note != null && !note.isBlank()) {
            notes.add(note.strip());
        }
    }
}
