package certificate

import "encoding/base64"

func (l language) revocations(c Certificate) section {
	w := l.words
	s := section{Title: w["revocations"], Empty: w["none"], Head: []column{{Name: w["what"]}, {Name: w["result"]}, {Name: w["at"]}}}
	for _, r := range c.Revocations {
		s.Rows = append(s.Rows, []string{l.code("what", string(r.What)), l.code("result", string(r.Result)), l.at(r.At, "none")})
	}
	return s
}

func (l language) controls(c Certificate) section {
	w := l.words
	s := section{Title: w["controls"], Note: w["control.note"], Empty: w["none"], Head: []column{{Name: w["place"]}, {Name: w["markers"], Numeric: true}}}
	for _, p := range c.Controls {
		s.Rows = append(s.Rows, []string{l.code("place", p.Place), l.number(p.Found)})
	}
	return s
}

func (l language) scans(c Certificate) section {
	w := l.words
	s := section{
		Title: w["scans"], Empty: w["none"], Facts: []fact{{Name: w["scanner"], Value: c.Scanner, Code: true}},
		Head: []column{{Name: w["place"]}, {Name: w["files"], Numeric: true}, {Name: w["bytes"], Numeric: true}, {Name: w["left"], Numeric: true}},
	}
	for _, p := range c.Scans {
		s.Rows = append(s.Rows, []string{l.code("place", p.Place), l.number(p.Files), l.number(p.Bytes), l.number(p.Found)})
	}
	return s
}

func (l language) backups(c Certificate) section {
	w := l.words
	s := section{Title: w["backups"], Empty: w["none"], Head: []column{{Name: w["made_at"]}, {Name: w["ends_at"]}}}
	for _, b := range c.Backups {
		s.Rows = append(s.Rows, []string{l.at(b.MadeAt, "none"), l.at(b.EndsAt, "none")})
	}
	return s
}

func (l language) refusals(c Certificate) section {
	w := l.words
	s := section{Title: w["refusals"], Empty: w["none"], Head: []column{{Name: w["category"]}, {Name: w["reason"]}}}
	for _, r := range c.Refusals {
		s.Rows = append(s.Rows, []string{l.both("category", r.Category), l.code("reason", string(r.Reason))})
	}
	return s
}

func (l language) uncovered(c Certificate) section {
	s := section{Title: l.words["uncovered"]}
	for _, code := range c.NotCovered {
		s.Items = append(s.Items, l.code("uncovered", string(code)))
	}
	return s
}

func (l language) operators(c Certificate) section {
	s := section{Title: l.words["operators"], Empty: l.words["none"]}
	for _, p := range c.Operators {
		s.Facts = append(s.Facts, fact{Value: p, Code: true})
	}
	return s
}

func (l language) ledger(c Certificate) section {
	w := l.words
	return section{Title: w["ledger"], Note: w["ledger.note"], Facts: []fact{
		{Name: w["ledger.seq"], Value: l.number(c.Ledger.Seq)},
		{Name: w["ledger.hash"], Value: c.Ledger.Hash, Code: true},
		{Name: w["ledger.sign"], Value: base64.StdEncoding.EncodeToString(c.Ledger.Signature), Code: true},
		{Name: w["ledger.last"], Value: l.number(c.Ledger.HeadSeq)},
		{Name: w["ledger.head"], Value: c.Ledger.Head, Code: true},
	}}
}
