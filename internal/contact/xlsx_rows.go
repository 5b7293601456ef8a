package contact

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"
)

// converted is how the rows of a spreadsheet are staged: as a CSV file like any other.
var converted = dialect{Encoding: encodingUTF8, Delimiter: ","}

const lastRow = 1 << 20 // a sheet has no more

// errEnough ends a walk early.
var errEnough = errors.New("contact: enough")

// choose finds the sheet of a name, or the only one that has anything in it.
func (b *book) choose(name string) (sheet, error) {
	var filled []sheet
	for _, s := range b.sheets {
		if name != "" && s.name == name {
			return s, nil
		}
		err := b.rows(s, func(int64, []string) error { return errEnough })
		switch {
		case errors.Is(err, errEnough):
			filled = append(filled, s)
		case err != nil:
			return sheet{}, err
		}
	}
	if name == "" && len(filled) == 1 {
		return filled[0], nil
	}
	if len(filled) == 0 {
		return sheet{}, ErrFileEmpty
	}
	choice := ErrSheetChoice
	for _, s := range filled {
		choice = choice.WithField("sheet", "import.sheet", s.name)
	}
	return sheet{}, choice
}

// writeCSV writes the rows of a sheet, each on the line of its number, so that an error names the row as the person sees it.
func (b *book) writeCSV(s sheet, to io.Writer) error {
	out := csv.NewWriter(to)
	line, width := int64(1), 0
	err := b.rows(s, func(no int64, cells []string) error {
		if width == 0 {
			width = len(cells)
		}
		for len(cells) < width { // a sheet does not say its empty cells
			cells = append(cells, "")
		}
		for ; line < no; line++ {
			out.Flush()
			if _, err := io.WriteString(to, "\n"); err != nil {
				return err
			}
		}
		line++
		return out.Write(cells)
	})
	out.Flush()
	return errors.Join(err, out.Error())
}

// rows calls fn with every row that has something in it. The cells are used again for the next one.
func (b *book) rows(s sheet, fn func(no int64, cells []string) error) error {
	var (
		no    int64
		cells []string
		at    cell
		size  int // of the row so far
		value bytes.Buffer
	)
	return b.each(s.part, func(x *xmlWalk) error {
		switch {
		case x.start == "row":
			n, err := strconv.ParseInt(x.attr("r"), 10, 64)
			if err != nil || n <= no {
				n = no + 1
			}
			if no = n; no > lastRow {
				return ErrNotXLSX
			}
			cells, size, at.column = cells[:0], 0, -1
		case x.start == "c":
			at = cell{column: columnOf(x.attr("r"), at.column+1), kind: x.attr("t")}
			at.style, _ = strconv.Atoi(x.attr("s"))
			value.Reset()
		case x.text != nil && (x.in("v") || x.in("is") && x.in("t") && !x.in("rPh")):
			if value.Len()+len(x.text) <= maxRow {
				value.Write(x.text)
			}
		case x.end == "c":
			text := b.text(at, value.String())
			if text == "" || size > maxRow { // what is behind changes nothing: the row is too long
				return nil
			}
			size += len(text)
			if at.column >= maxCells {
				return ErrManyColumns
			}
			for len(cells) <= at.column {
				cells = append(cells, "")
			}
			cells[at.column] = text
		case x.end == "row" && len(cells) > 0:
			return fn(no, cells)
		}
		return nil
	})
}

type cell struct {
	column, style int
	kind          string
}

// columnOf reads the letters of a place such as AB12.
func columnOf(place string, next int) int {
	n := 0
	for i := 0; i < len(place) && place[i] >= 'A' && place[i] <= 'Z' && n < 1<<20; i++ {
		n = n*26 + int(place[i]-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// text is what a cell says. Of a formula it is the result that was saved with it; nothing is computed here.
func (b *book) text(at cell, value string) string {
	switch at.kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			return ""
		}
		value = b.strings.get(i)
	case "b":
		value = map[string]string{"1": "true", "0": "false"}[strings.TrimSpace(value)]
	case "", "n":
		value = b.number(at.style, strings.TrimSpace(value))
	}
	return strings.TrimSpace(strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\x00", "").Replace(value))
}

// number writes a number as people read it: days as dates, and whole numbers with all their digits, which is how a phone number survives
// that the sheet shows as 6.28E+12. One that has lost its last digits is left as such, for the import to say so.
func (b *book) number(style int, value string) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value
	}
	if style >= 0 && style < len(b.dates) && b.dates[style] && f >= 0 && f < 2958466 {
		at := time.Unix(b.from*86400, 0).UTC().Add(time.Duration(math.Round(f*86400)) * time.Second)
		if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
			return at.Format("2006-01-02")
		}
		return at.Format("2006-01-02 15:04")
	}
	if f != math.Trunc(f) || math.Abs(f) >= 1e15 {
		return value
	}
	if math.Abs(f) >= 1e11 && math.Mod(f, 1e6) == 0 {
		return strconv.FormatFloat(f, 'E', -1, 64)
	}
	return strconv.FormatInt(int64(f), 10)
}
