// Command problems prints docs/problems/README.md: every error code of the program, read from the sources.
//
//	go run ./scripts/problems > docs/problems/README.md
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := write(os.Stdout, "."); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "problems:", err)
		os.Exit(1)
	}
}

// write prints the page for the tree at root.
func write(w io.Writer, root string) error {
	found, err := scan(root)
	if err != nil {
		return err
	}
	for code := range advice {
		if !slices.ContainsFunc(found, func(p problem) bool { return p.code == code }) {
			return fmt.Errorf("there is advice for %s, which no source declares", code)
		}
	}
	for _, p := range found {
		for _, status := range p.statuses {
			if advised(status) == "" {
				return fmt.Errorf("%s has status %d, which has no line in statuses", p.code, status)
			}
		}
	}
	var b strings.Builder
	b.WriteString(introduction)
	b.WriteString("\n| HTTP status | what it means | what to do |\n|---|---|---|\n")
	for _, s := range statuses {
		fmt.Fprintf(&b, "| %d %s | %s | %s |\n", s.status, http.StatusText(s.status), s.meaning, s.do)
	}
	family := ""
	for _, p := range found {
		if name, _, _ := strings.Cut(p.code, "."); name != family {
			family = name
			fmt.Fprintf(&b, "\n## %s\n\n| code | status | what it says | what to do |\n|---|---|---|---|\n", family)
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", p.code, p.statusText(), cell(strings.Join(p.details, " / ")), cell(p.do()))
	}
	_, err = io.WriteString(w, b.String())
	return err
}

// do is what the reader of a code does: its own advice, else that of its status.
func (p problem) do() string {
	if own := advice[p.code]; own != "" {
		return own
	}
	return advised(p.statuses[0])
}

func advised(status int) string {
	for _, s := range statuses {
		if s.status == status {
			return s.do
		}
	}
	return ""
}

func (p problem) statusText() string {
	all := make([]string, len(p.statuses))
	for i, s := range p.statuses {
		all[i] = strconv.Itoa(s)
	}
	return strings.Join(all, ", ")
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
