package contact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/kelolapesan/kelola/internal/csvcell"
)

type readRow struct {
	Line  int64
	Cells string
	Code  string
}

func readAll(t testing.TB, r io.Reader, d dialect) ([]readRow, error) {
	t.Helper()
	reader := newCSVReader(r, d)
	var rows []readRow
	for {
		row, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
		if row.blank() {
			continue
		}
		got := readRow{Line: row.Line, Cells: strings.Join(row.Cells, "|")}
		if row.Err != nil {
			got.Code = row.Err.Code
		}
		rows = append(rows, got)
	}
}

func TestCSVReader(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", maxRow+10)
	tests := []struct {
		name, text string
		want       []readRow
	}{
		{"plain", "a,b\nc,d\n", []readRow{{1, "a|b", ""}, {2, "c|d", ""}}},
		{"no line end at the end", "a,b\r\nc,", []readRow{{1, "a|b", ""}, {2, "c|", ""}}},
		{"blank lines", "\n\na,b\n , \n\nc,d", []readRow{{3, "a|b", ""}, {6, "c|d", ""}}},
		{"quotes", "\"a,1\",\"b \"\"c\"\"\"\n\"x\ny\",z\nw,v\n", []readRow{{1, `a,1|b "c"`, ""}, {2, "x\ny|z", ""}, {4, "w|v", ""}}},
		{"mark inside", "5\" pipa,b\n\"a\"b,c\n", []readRow{{1, `5" pipa|b`, ""}, {2, "ab|c", ""}}},
		{"quote not closed", "a,\"b\nc,d\ne,f\n", []readRow{{1, `a|"b`, ErrRowQuote.Code}, {2, "c|d", ""}, {3, "e|f", ""}}},
		{"quote not closed at the end", "a,b\n\"c", []readRow{{1, "a|b", ""}, {2, `"c`, ErrRowQuote.Code}}},
		{"NUL", "a,b\x00\nc,d", []readRow{{1, "a|b\x00", ErrRowNUL.Code}, {2, "c|d", ""}}},
		{"not UTF-8", "a,\xff\nc,d", []readRow{{1, "a|\xff", ErrRowEncoding.Code}, {2, "c|d", ""}}},
		{"long row", long + "\nc,d\n", []readRow{{1, long[:80], ErrRowTooLong.Code}, {2, "c|d", ""}}},
		{"long row at the end", "a\n" + long, []readRow{{1, "a", ""}, {2, long[:80], ErrRowTooLong.Code}}},
		{"long quoted row", "a,\"" + strings.Repeat("y\n", maxRow) + "\"\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			for _, r := range []io.Reader{strings.NewReader(tt.text), iotest.OneByteReader(strings.NewReader(tt.text))} {
				got, err := readAll(t, r, dialect{Delimiter: ","})
				if tt.want == nil {
					if len(got) == 0 || got[0].Code != ErrRowQuote.Code {
						t.Fatalf("%d rows, %v", len(got), err)
					}
					continue
				}
				if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
					t.Fatalf("%v %s", err, diff)
				}
			}
		})
	}
}

// endless is a line that does not end for a long time.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	e.left -= n
	return n, nil
}

func TestCSVReader_memoryStaysFlat(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	rows, err := readAll(t, io.MultiReader(strings.NewReader("a,b\n"), &endless{left: 100 << 20}, strings.NewReader("\nc,d\n")), dialect{Delimiter: ","})
	runtime.ReadMemStats(&after)
	if err != nil || len(rows) != 3 || rows[1].Code != ErrRowTooLong.Code || rows[2].Line != 3 {
		t.Fatalf("%+v, %v", rows, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("a line of 100 MB took %d bytes", used)
	}
}

func TestInspect(t *testing.T) {
	t.Parallel()
	utf16 := func(text string, big bool) []byte {
		out := []byte{0xff, 0xfe}
		if big {
			out = []byte{0xfe, 0xff}
		}
		for _, r := range text {
			pair := []byte{byte(r), byte(r >> 8)}
			if big {
				pair[0], pair[1] = pair[1], pair[0]
			}
			out = append(out, pair...)
		}
		return out
	}
	const text = "Nama;No HP\r\nAndré;08123456789\r\n\r\nBudi;0812\r\n"
	latin := strings.ReplaceAll(text, "é", "\xe9")
	for name, tt := range map[string]struct {
		file     []byte
		encoding string
	}{
		"utf-8":             {[]byte(text), encodingUTF8},
		"utf-8 with a mark": {append(bytes.Clone(bomUTF8), text...), encodingUTF8},
		"utf-16 le":         {utf16(text, false), encodingUTF16LE},
		"utf-16 be":         {utf16(text, true), encodingUTF16BE},
		"windows-1252":      {[]byte(latin), encodingLatin},
	} {
		for _, r := range []io.Reader{bytes.NewReader(tt.file), iotest.OneByteReader(bytes.NewReader(tt.file))} {
			got, err := inspect(r, nil)
			if err != nil || got.rows != 3 || got.dialect.Encoding != tt.encoding || got.dialect.Delimiter != ";" || got.size != int64(len(tt.file)) {
				t.Fatalf("%s: %+v, %v", name, got, err)
			}
			if diff := cmp.Diff([][]string{{"Nama", "No HP"}, {"André", "08123456789"}}, [][]string{got.first, got.samples[0]}); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
	for name, tt := range map[string]struct {
		file string
		want error
	}{
		"empty": {"", ErrFileEmpty}, "blank": {"\n\n \n", ErrFileEmpty}, "excel": {"PK\x03\x04xxxx", ErrSpreadsheet}, "pdf": {"%PDF-1.7", ErrNotCSV},
		"one endless line": {strings.Repeat("x", 1<<20), ErrNotCSV}, "zeros": {strings.Repeat("\x00", 5000), ErrNotCSV},
		"quotes": {"a\n" + strings.Repeat("\"b\"\"\nc\n", 3000), nil},
	} {
		if _, err := inspect(strings.NewReader(tt.file), nil); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
}

func TestGuess(t *testing.T) {
	t.Parallel()
	types := fieldTypes{"tanggal_lahir": {Key: "tanggal_lahir", Label: "Tanggal Lahir", Type: TypeDate}, "kota": {Key: "kota", Label: "Kota"}}
	for header, want := range map[string]string{
		"Nama Lengkap": "name", "No. HP": "phone", "Nomor WhatsApp": "phone", "TELEPON": "phone", "E-mail": "email", "Surel": "email",
		"Grup": "group", "Birthday": "field:tanggal_lahir", "tgl_lahir": "field:tanggal_lahir", "City": "field:kota", "Kode pos": "ignore", "": "ignore",
	} {
		columns := []Column{{Header: header}}
		if guess(columns, types, "62"); columns[0].Guess != want {
			t.Errorf("%q is guessed %q, want %q", header, columns[0].Guess, want)
		}
	}
	columns := []Column{
		{Header: "A", Samples: []string{"Budi", "Sari"}}, {Header: "B", Samples: []string{"0812-3456-789", "x", "08123456780"}},
		{Header: "C", Samples: []string{"a@b.co", ""}}, {Header: "D", Samples: []string{"08123456789"}},
	}
	guess(columns, types, "62")
	if got := []string{columns[0].Guess, columns[1].Guess, columns[2].Guess, columns[3].Guess}; !cmp.Equal(got, []string{"ignore", "phone", "email", "ignore"}) {
		t.Errorf("by content: %v", got)
	}
}

// A file without names of columns keeps its first row, also when the number in it is not right.
func TestInspect_firstRowIsData(t *testing.T) {
	t.Parallel()
	for text, header := range map[string]bool{
		"Nama,HP\nBudi,08123456781\n":               true,
		"Budi,0812\nSari,08123456782\n":             false,
		"Budi,\nSari,08123456782\n":                 false,
		"Budi,6.28E+12\nSari,08123456782\n":         false,
		"Pelanggan 2026,Kontak\nSari,08123456782\n": true,
		"HP 1,HP 2\n08123456781,08123456782\n":      true,
		"Nama,\nSari,08123456782\n":                 true,
	} {
		found, err := inspect(strings.NewReader(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		var i Import
		i.RowCount = found.rows
		if err := i.describe(found, nil, "62"); err != nil || i.HasHeader != header {
			t.Errorf("%q: header %v, %v; want %v", text, i.HasHeader, err, header)
		}
	}
}

func TestTwins(t *testing.T) {
	t.Parallel()
	const n = 200_000
	tw := newTwins(n)
	key := func(i int) uint64 { return 628_000_000_000 + uint64(i%(n*9/10))*7 }
	for i := range n {
		tw.note(key(i))
	}
	tw.ready()
	if len(tw.keys) > n/10+n/50 {
		t.Errorf("%d numbers are watched for %d that repeat", len(tw.keys), n/10)
	}
	for i := range n {
		if got, want := tw.again(key(i)), i >= n*9/10; got != want {
			t.Fatalf("again(%d) = %v, want %v", i, got, want)
		}
	}
}

func FuzzCSVReader(f *testing.F) {
	for _, s := range []string{"a,b\nc,d", "\"a\"\"b\",c\n\"d", "a\x00,b\r\n\xff", "\"\n\"\n\"", ";\t,\n"} {
		f.Add([]byte(s), byte(','), false)
	}
	f.Fuzz(func(t *testing.T, text []byte, delimiter byte, alone bool) {
		if delimiter == '"' || delimiter == '\n' || delimiter == '\r' {
			return
		}
		d := dialect{Delimiter: string([]byte{delimiter}), Return: alone}
		whole, err := readAll(t, bytes.NewReader(text), d)
		bytewise, errBytewise := readAll(t, iotest.OneByteReader(bytes.NewReader(text)), d)
		if diff := cmp.Diff(whole, bytewise); diff != "" || !errors.Is(errBytewise, err) {
			t.Fatalf("the size of reads matters: %v, %v %s", err, errBytewise, diff)
		}
		line := int64(0)
		for _, row := range whole {
			if row.Line <= line {
				t.Fatalf("line %d after line %d", row.Line, line)
			}
			line = row.Line
		}
		if _, err := inspect(bytes.NewReader(text), nil); err != nil && !errors.Is(err, ErrFileEmpty) && !errors.Is(err, ErrNotCSV) && !errors.Is(err, ErrSpreadsheet) {
			t.Fatalf("inspect: %v", err)
		}
	})
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"1.500", "1.500.000,25", "Rp 5.000.000", "31/12/2026", "ya", "https://a.b", "-0", "1e5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, typ := range []FieldType{TypeText, TypeNumber, TypeDate, TypeYesNo, TypeURL} {
			field := Field{Type: typ}
			v, err := field.canonical(raw)
			if err != nil {
				continue
			}
			if again, err := field.canonical(v); again != v || err != nil {
				if typ == TypeNumber && errors.Is(err, ErrNumberAmbiguous) {
					continue // 1.5000 is clear and stored as 1.5; 1.234 from 1.2340 is not clear when written anew
				}
				t.Fatalf("%s: %q is stored as %q and that as %q, %v", typ, raw, v, again, err)
			}
		}
	})
}

func TestCanonical(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		typ       FieldType
		raw, want string
		err       error
	}{
		{TypeNumber, "1500", "1500", nil}, {TypeNumber, "1.500.000", "1500000", nil}, {TypeNumber, "1.500.000,5", "1500000.5", nil},
		{TypeNumber, "1,234,567.89", "1234567.89", nil}, {TypeNumber, "Rp 12.500,00", "12500", nil}, {TypeNumber, "2,5", "2.5", nil},
		{TypeNumber, "1.500", "", ErrNumberAmbiguous}, {TypeNumber, "banyak", "", ErrNumber}, {TypeNumber, "1.2.3", "", ErrNumber},
		{TypeDate, "17/08/1945", "1945-08-17", nil}, {TypeDate, "1945-08-17", "1945-08-17", nil}, {TypeDate, "08/17/1945", "", ErrDate},
		{TypeDate, "31/02/2020", "", ErrDate}, {TypeYesNo, "Tidak", "false", nil}, {TypeYesNo, "mungkin", "", ErrYesNo},
		{TypeURL, "javascript:alert(1)", "", ErrURL}, {TypeURL, "https://toko.id/a", "https://toko.id/a", nil},
		{TypeText, strings.Repeat("é", 1001), "", ErrTextLong}, {TypeText, "  ", "", nil},
	} {
		if got, err := (Field{Type: tt.typ}).canonical(tt.raw); got != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s %q = %q, %v; want %q, %v", tt.typ, tt.raw, got, err, tt.want, tt.err)
		}
	}
}

// A number is one thing whichever way it came, and what an export writes is read back as the same.
func TestCanonical_numbersOfTheAPI(t *testing.T) {
	t.Parallel()
	f := Field{Type: TypeNumber}
	for _, v := range []any{1.234, -12.345, 1500.0, 123.0, 0.5, json.Number("1.234")} {
		text, err := f.canonicalAny(v)
		if err != nil || text != fmt.Sprint(v) {
			t.Errorf("%v = %q, %v", v, text, err)
			continue
		}
		written := csvcell.Safe(asText(json.Number(text)))
		if again, err := f.canonical(csvcell.Plain(written)); again != text || err != nil {
			t.Errorf("%v is exported as %q and read back as %q, %v", v, written, again, err)
		}
	}
	for _, v := range []any{1e20, math.Inf(1)} {
		if text, err := f.canonicalAny(v); !errors.Is(err, ErrNumber) {
			t.Errorf("%v = %q, %v", v, text, err)
		}
	}
}

// Every fault of a row has words in both languages.
func TestReasonInWords(t *testing.T) {
	t.Parallel()
	for _, r := range rowFaults {
		id, en := reasonInWords(r.fault.Code, "id"), reasonInWords(r.fault.Code, "en")
		if id == r.fault.Code || en == r.fault.Code || id == en {
			t.Errorf("%s: %q, %q", r.fault.Code, id, en)
		}
	}
}
