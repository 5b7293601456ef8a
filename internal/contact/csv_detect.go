package contact

import (
	"bytes"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/kelolapesan/kelola/internal/fault"
)

// What can be wrong with a file as a whole.
var (
	ErrFileEmpty    = fault.New(fault.Invalid, "import.file_empty", "The file is empty.")
	ErrNoRows       = fault.New(fault.Invalid, "import.no_rows", "The file has column names and no rows below them.")
	ErrNotCSV       = fault.New(fault.Invalid, "import.not_csv", "The file is not a CSV file.")
	ErrSpreadsheet  = fault.New(fault.Invalid, "import.is_spreadsheet", "This is a spreadsheet of an older kind, or one with a password. Save it as .xlsx without one, or as CSV (UTF-8).")
	ErrFileTooLarge = fault.New(fault.TooLarge, "import.file_too_large", "The file is larger than 5 GB.")
	ErrManyColumns  = fault.New(fault.Invalid, "import.too_many_columns", "The file has more than 500 columns.")
)

// dialect is how a file is written.
type dialect struct {
	Encoding  string `json:"encoding"` // utf-8, utf-16le, utf-16be or windows-1252
	Delimiter string `json:"delimiter"`
	Return    bool   `json:"return,omitzero"` // lines end in a carriage return alone
}

const (
	encodingUTF8    = "utf-8"
	encodingUTF16LE = "utf-16le"
	encodingUTF16BE = "utf-16be"
	encodingLatin   = "windows-1252"
	sampleSize      = 64 << 10
)

var (
	bomUTF8    = []byte{0xef, 0xbb, 0xbf}
	bomUTF16LE = []byte{0xff, 0xfe}
	bomUTF16BE = []byte{0xfe, 0xff}
)

// detectEncoding reads the mark at the beginning; without one the file is taken for UTF-8 until a byte says otherwise.
func detectEncoding(sample []byte) (string, error) {
	switch {
	case len(sample) == 0:
		return "", ErrFileEmpty
	case bytes.HasPrefix(sample, []byte("PK\x03\x04")), bytes.HasPrefix(sample, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return "", ErrSpreadsheet
	case bytes.HasPrefix(sample, []byte("%PDF")), bytes.HasPrefix(sample, []byte{0x1f, 0x8b}), bytes.HasPrefix(sample, []byte("\x89PNG")):
		return "", ErrNotCSV
	case bytes.HasPrefix(sample, bomUTF16LE):
		return encodingUTF16LE, nil
	case bytes.HasPrefix(sample, bomUTF16BE):
		return encodingUTF16BE, nil
	case !looksWritten(sample):
		return "", ErrNotCSV
	}
	return encodingUTF8, nil
}

// looksWritten tells a text in any encoding of one byte a character from bytes of another kind: nobody types control characters, while
// of random bytes every ninth is one. A stray one now and then does no harm.
func looksWritten(sample []byte) bool {
	controls := 0
	for _, b := range sample {
		if (b < ' ' && b != '\t' && b != '\n' && b != '\r') || b == 0x7f {
			controls++
		}
	}
	return controls < 2 || controls*50 < len(sample)
}

// decode turns a file into UTF-8 without a mark. Bytes that are none in a file taken for UTF-8 stay as they are.
func decode(r io.Reader, name string) io.Reader {
	var enc encoding.Encoding
	switch name {
	case encodingUTF16LE:
		enc = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case encodingUTF16BE:
		enc = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case encodingLatin:
		enc = charmap.Windows1252
	default:
		return r
	}
	return enc.NewDecoder().Reader(r)
}

// detectDelimiter takes the candidate that cuts the first lines into the same, largest number of cells.
func detectDelimiter(sample []byte) string {
	lines := sampleLines(sample, 20)
	best, bestScore := ",", 0
	for _, candidate := range []string{",", ";", "\t"} {
		counts := map[int]int{}
		for _, line := range lines {
			counts[outsideQuotes(line, candidate[0])]++
		}
		score := 0
		for n, times := range counts {
			if n > 0 {
				score = max(score, n+times*100)
			}
		}
		if score > bestScore {
			best, bestScore = candidate, score
		}
	}
	return best
}

func sampleLines(sample []byte, most int) []string {
	text := strings.ReplaceAll(strings.ReplaceAll(string(sample), "\r\n", "\n"), "\r", "\n")
	lines := strings.SplitN(text, "\n", most+1)
	kept := lines[:0]
	for i, line := range lines {
		if strings.TrimSpace(line) != "" && (i < most || len(lines) == 1) {
			kept = append(kept, line)
		}
	}
	return kept
}

func outsideQuotes(line string, delimiter byte) int {
	n, quoted := 0, false
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '"':
			quoted = !quoted
		case delimiter:
			if !quoted {
				n++
			}
		}
	}
	return n
}

// detectDialect decides about the delimiter and the ends of lines from the decoded beginning of a file.
func detectDialect(sample []byte, encoding string) dialect {
	return dialect{
		Encoding: encoding, Delimiter: detectDelimiter(sample),
		Return: bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0,
	}
}
