// Package doctor owns the check-up of an installation: what a finding is, how findings are shown, and the checks that need nothing
// but the settings, the machine and the network. What only open databases can tell is added by package app.
package doctor

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Level says how bad a finding is.
type Level string

// The levels, from the best on. Skipped says that a check could not be made, which is neither good nor bad.
const (
	Fine    Level = "ok"
	Skipped Level = "skipped"
	Warning Level = "warning"
	Wrong   Level = "error"
)

// Finding is the result of one check. Check is its stable name, Fix what a person does about it; it is empty when nothing is to be
// done. Neither holds secrets or personal data.
type Finding struct {
	Check string `json:"check"`
	Level Level  `json:"level"`
	Found string `json:"found"`
	Fix   string `json:"fix,omitempty"`
}

// OK finds nothing to do.
func OK(check, format string, args ...any) Finding {
	return Finding{Check: check, Level: Fine, Found: fmt.Sprintf(format, args...)}
}

// NotChecked says why a check could not be made.
func NotChecked(check, format string, args ...any) Finding {
	return Finding{Check: check, Level: Skipped, Found: fmt.Sprintf(format, args...)}
}

// Warn finds something that should be mended and does not keep the program from working.
func Warn(check, fix, format string, args ...any) Finding {
	return Finding{Check: check, Level: Warning, Found: fmt.Sprintf(format, args...), Fix: fix}
}

// Err finds something that must be mended.
func Err(check, fix, format string, args ...any) Finding {
	return Finding{Check: check, Level: Wrong, Found: fmt.Sprintf(format, args...), Fix: fix}
}

// Report is all findings of one check-up, in the order of the checks.
type Report struct {
	Version  string    `json:"version"`
	Findings []Finding `json:"findings"`
}

// Add appends findings.
func (r *Report) Add(f ...Finding) { r.Findings = append(r.Findings, f...) }

// Count is how many findings have a level.
func (r *Report) Count(l Level) int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == l {
			n++
		}
	}
	return n
}

// Healthy says that nothing must be mended. Warnings are allowed.
func (r *Report) Healthy() bool {
	return !slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Level == Wrong })
}

// WriteText shows the report to a person: a line for each finding, under it what to do.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%-8s %s: %s\n", f.Level, f.Check, f.Found)
		if f.Fix != "" {
			fmt.Fprintf(&b, "         what to do: %s\n", f.Fix)
		}
	}
	fmt.Fprintf(&b, "\n%d ok, %d skipped, %d warnings, %d errors\n", r.Count(Fine), r.Count(Skipped), r.Count(Warning), r.Count(Wrong))
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteJSON shows the report to a program.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(struct {
		*Report

		Healthy  bool `json:"healthy"`
		Warnings int  `json:"warnings"`
		Errors   int  `json:"errors"`
	}{r, r.Healthy(), r.Count(Warning), r.Count(Wrong)})
}
