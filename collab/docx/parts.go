package docx

// The parts that are the same in every file, and what the others begin with.
const (
	xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

	contentTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/comments.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
		`</Types>`

	packageRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`</Relationships>`

	documentRelations = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/>` +
		`</Relationships>`

	coreHead = xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>`
	coreTail = `</dc:title></cp:coreProperties>`

	documentHead = xmlHead + `<w:document xmlns:w="` + namespace + `"><w:body>` + "\n"
	documentTail = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>` + // A4, in twentieths of a point
		`<w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="709" w:footer="709" w:gutter="0"/>` +
		`<w:lnNumType w:countBy="1" w:restart="continuous"/></w:sectPr></w:body></w:document>`

	commentsHead = xmlHead + `<w:comments xmlns:w="` + namespace + `">` + "\n"
	commentsTail = `</w:comments>`

	styles = xmlHead + `<w:styles xmlns:w="` + namespace + `">` +
		`<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="24"/></w:rPr></w:rPrDefault>` +
		`<w:pPrDefault><w:pPr><w:spacing w:before="120"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="` + headingStyle + `"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>` +
		`<w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="` + agreedStyle + `"><w:name w:val="Agreed ad referendum"/><w:basedOn w:val="Normal"/>` +
		`<w:pPr><w:pBdr><w:left w:val="single" w:sz="12" w:space="6" w:color="808080"/></w:pBdr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="` + agreedHeadingStyle + `"><w:name w:val="Agreed heading"/><w:basedOn w:val="` + headingStyle + `"/>` +
		`<w:pPr><w:pBdr><w:left w:val="single" w:sz="12" w:space="6" w:color="808080"/></w:pBdr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="CommentText"><w:name w:val="annotation text"/><w:basedOn w:val="Normal"/><w:rPr><w:sz w:val="20"/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="CommentReference"><w:name w:val="annotation reference"/><w:rPr><w:sz w:val="16"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="` + cellStyle + `"><w:name w:val="Table text"/><w:basedOn w:val="Normal"/>` +
		`<w:pPr><w:suppressLineNumbers/><w:spacing w:before="20" w:after="20"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:styleId="` + tableStyle + `"><w:name w:val="Proposals"/><w:tblPr><w:tblBorders>` +
		`<w:top w:val="single" w:sz="4" w:color="808080"/><w:left w:val="single" w:sz="4" w:color="808080"/><w:bottom w:val="single" w:sz="4" w:color="808080"/>` +
		`<w:right w:val="single" w:sz="4" w:color="808080"/><w:insideH w:val="single" w:sz="4" w:color="808080"/><w:insideV w:val="single" w:sz="4" w:color="808080"/>` +
		`</w:tblBorders><w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`</w:styles>`

	headingStyle       = "Heading1"
	agreedStyle        = "AgreedAdReferendum"
	agreedHeadingStyle = "AgreedHeading"
	tableStyle         = "ParleyTable" // by which a table of ours is known again
	cellStyle          = "ParleyCell"
)
