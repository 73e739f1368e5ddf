// Package docx writes a draft as a Word file whose changes are real tracked
// changes, each by the delegation that made it, and reads such files. Only what
// a draft has is written (WordprocessingML, ISO/IEC 29500-1 clause 17):
// paragraphs, insertions, deletions, comments and a few styles; only that is
// read, whatever else the file holds. DESIGN.md has the reasons. The package
// does no I/O.
package docx

// Namespaces of WordprocessingML: the one that Word writes (ISO/IEC 29500-4)
// and the strict one.
const (
	namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	strict    = "http://purl.oclc.org/ooxml/wordprocessingml/main"
)

// The parts of a file.
const (
	documentPart = "word/document.xml"
	commentsPart = "word/comments.xml"
)

// Begins reports whether the bytes begin as a Word file does: as any zip does.
func Begins(b []byte) bool { return len(b) >= 4 && string(b[:4]) == "PK\x03\x04" }
