// Command proveerasure runs the tests behind the goals of data deletion and prints which hold, with the figure of each. Goals of speed are
// read from docs/benchmarks.md, where `make bench BENCH="-only E7,E8,E12,E18,E19 -write"` puts them.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
)

// goal is a claim with what shows it: tests, rows of the benchmarks, or a journey in a browser.
type goal struct {
	name, claim string
	pkg         string
	tests       []string
	bench       []string
	journey     string
}

const erasePkg, killPkg, storePkg = "./internal/erase", "./test/kill", "./internal/wsdb"

var goals = []goal{
	{name: "E1", claim: "nothing is left of a workspace in any file, and all of the neighbour is", pkg: "./test/residue", tests: []string{"TestErase_leavesNothingAnywhere", "TestSearch_findsEveryForm"}},
	{name: "E1", claim: "nothing is left of a category, a contact, a workspace in any cell, block or file", pkg: erasePkg, tests: []string{"TestErase_eachCategoryAlone", "TestErase_wholeWorkspace", "TestSample_takesOfEveryColumn"}},
	{name: "E2", claim: "nothing readable on the raw device (as root)", pkg: erasePkg, tests: []string{"TestErase_onTheRawDevice"}},
	{name: "E3", claim: "each category alone and one contact", pkg: erasePkg, tests: []string{"TestErase_eachCategoryAlone", "TestErase_oneContact"}},
	{name: "E4", claim: "every column, table, job and blob kind is registered and has a rule", pkg: erasePkg, tests: []string{"TestRules_coverEveryColumn", "TestSystemTables_everyOneWithAWorkspaceIsKnown"}},
	{name: "E5", claim: "a step that is left out is found, with its table", pkg: erasePkg, tests: []string{"TestErase_aMissingStepIsFound", "TestErase_deletedRowsAreStillInTheFile"}},
	{name: "E6", claim: "kills at random moments: one certificate, exact counts", pkg: killPkg, tests: []string{"TestErase_killed"}},
	{name: "E6", claim: "kills during compaction and change of keys", pkg: storePkg, tests: []string{"TestCompact_crash"}},
	{name: "E7", claim: "ten million messages: key and file gone within a minute, beside 200 requests a second", bench: []string{"E7"}},
	{name: "E8", claim: "a million of ten million rows within half an hour, beside 200 requests a second", bench: []string{"E8"}},
	{name: "E9", claim: "a backup from before is deleted from again before anybody sees it", pkg: erasePkg, tests: []string{"TestReplay_deletesAgainWhatABackupBroughtBack"}},
	{name: "E9", claim: "a thousand deletions are carried out again within a minute", pkg: "./internal/app", tests: []string{"TestRestore_aThousandDeletions", "TestRestore_carriesOutTheDeletionsSince"}},
	{name: "E10", claim: "no old copy opens with any key that is left", pkg: storePkg, tests: []string{"TestCompact_noCopyOfTheOldFileOpensAnyMore"}},
	{name: "E10", claim: "nor does its part of a backup", pkg: "./internal/backup", tests: []string{"TestRestore_aDestroyedKeyEndsTheWorkspaceInEveryBackup"}},
	{name: "E11", claim: "clocks, grace and holds under a clock that jumps by thirty days", pkg: erasePkg, tests: []string{"TestClocks_underJumps", "TestClocks_countTheThirtyDays", "TestDesk_nothingGoesBeforeThePlanIsApproved"}},
	{name: "E12", claim: "Meta's callback: valid, forged, cut, repeated a thousand times, unknown, old", pkg: erasePkg, tests: []string{"TestMeta_deletesTheAccountOnceAndShowsHowFarItIs", "TestMeta_whatIsNotSignedOrNotOurs", "TestMeta_anOldNoticeSparesTheNextConnection"}},
	{name: "E12", claim: "a hundred thousand changed notices are none", pkg: "./internal/webhook", tests: []string{"TestParseSignedRequest_aHundredThousandThatAreNot"}},
	{name: "E12", claim: "the answer within 300 ms", bench: []string{"E12"}},
	{name: "E13", claim: "a full disk does not keep data from being deleted (as root)", pkg: erasePkg, tests: []string{"TestErase_onAFullDisk"}},
	{name: "E14", claim: "late messages and receipts store nothing", pkg: killPkg, tests: []string{"TestErase_lateArrivals"}},
	{name: "E15", claim: "what the plan counts, and what came since, is what is done", pkg: erasePkg, tests: []string{"TestPlan_isWhatIsDoneButForWhatCame", "TestErase_cutOff"}},
	{name: "E16", claim: "any changed bit of a certificate is found", pkg: "./internal/certificate", tests: []string{"TestVerify_anyChangedBitIsFound"}},
	{name: "E17", claim: "PostgreSQL: nothing in base/, pg_wal, the log and a dump after the documented flush", pkg: "./test/residue", tests: []string{"TestErase_leavesNothingAnywhere/postgres"}},
	{name: "E17", claim: "nothing of a category in the files of the server", pkg: storePkg, tests: []string{"TestCompact_leavesNothingOfWhatWasDeleted/postgres"}},
	{name: "E18", claim: "500 MiB a second; ten GiB of a database within a minute", bench: []string{"E18 scan", "E18 verify"}},
	{name: "E19", claim: "encryption costs half more to write and twice more to read, at most", bench: []string{"E19 insert", "E19 read"}},
	{name: "E20", claim: "nothing is left in the browser", journey: "traces.spec.ts"},
	{name: "drill", claim: "deletions are rehearsed, and leave nothing themselves", pkg: erasePkg, tests: []string{"TestDrill_provesItselfAndLeavesNothing", "TestDrill_cutOff"}},
}

// outcome is how a test ended, with the last line it has logged.
type outcome struct{ action, figure string }

func main() {
	log.SetFlags(0)
	results := map[string]outcome{}
	for _, pkg := range packages() {
		if err := run(pkg, results); err != nil {
			log.Fatal(err)
		}
	}
	for _, g := range goals {
		if g.journey != "" {
			results[g.journey] = browse(g.journey)
		}
	}
	bench, err := os.ReadFile("docs/benchmarks.md")
	if err != nil {
		log.Fatal(err)
	}
	if !report(os.Stdout, results, measured(string(bench))) {
		os.Exit(1)
	}
}

func packages() (out []string) {
	for _, g := range goals {
		if g.pkg != "" && !slices.Contains(out, g.pkg) {
			out = append(out, g.pkg)
		}
	}
	return out
}

// logged is how a line that a test has logged begins.
var logged = regexp.MustCompile(`^\s+\w+_test\.go:\d+: (.*)`)

// run runs the tests of a package and keeps how each ended. What a part of a test has logged counts for the test as well.
func run(pkg string, results map[string]outcome) error {
	var names []string
	for _, g := range goals {
		if g.pkg == pkg {
			for _, name := range g.tests {
				whole, _, _ := strings.Cut(name, "/")
				names = append(names, whole)
			}
		}
	}
	cmd := exec.CommandContext(context.Background(), "go", "test", "-json", "-count", "1", "-timeout", "60m", "-run", "^("+strings.Join(names, "|")+")$", pkg) //nolint:gosec // names of our own
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e struct{ Action, Test, Output string }
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Test == "" {
			continue
		}
		key := pkg + " " + e.Test
		r := results[key]
		if m := logged.FindStringSubmatch(e.Output); m != nil {
			r.figure = strings.TrimSpace(m[1])
			if whole, _, part := strings.Cut(e.Test, "/"); part {
				whole = pkg + " " + whole
				results[whole] = outcome{results[whole].action, r.figure}
			}
		}
		if slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
			r.action = e.Action
		}
		results[key] = r
	}
	_ = cmd.Wait() // a test that failed is in the results
	return lines.Err()
}

// browse runs a journey in a real browser.
func browse(spec string) outcome {
	out, err := exec.CommandContext(context.Background(), "scripts/test-e2e", "--project=beside it", spec).CombinedOutput() //nolint:gosec // names of our own
	if err != nil {
		log.Printf("%s", out)
		return outcome{action: "fail"}
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return outcome{"pass", strings.TrimSpace(lines[len(lines)-1])}
}

// measured reads the rows of docs/benchmarks.md: by id what was measured on each engine, and the worst result.
func measured(doc string) map[string]outcome {
	out := map[string]outcome{}
	for _, line := range strings.Split(doc, "\n") {
		f := strings.Split(line, "|")
		if len(f) != 9 {
			continue
		}
		key, figure, result := strings.TrimSpace(f[1]), strings.TrimSpace(f[4])+" ("+strings.TrimSpace(f[3])+", "+strings.TrimSpace(f[5])+")", strings.TrimSpace(f[7])
		was, known := out[key]
		if known {
			figure = was.figure + "; " + figure
		}
		if !known || was.action == "met" {
			was.action = result
		}
		out[key] = outcome{was.action, figure}
	}
	return out
}

// report prints the table and says whether every test passed.
func report(w io.Writer, results, bench map[string]outcome) bool {
	ok := true
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "GOAL\tRESULT\tCLAIM\tFIGURE\tBY")
	for _, g := range goals {
		result, figures, by := "met", []string{}, g.tests
		for _, name := range g.tests {
			r := results[g.pkg+" "+name]
			if r.action != "pass" {
				result, ok = "MISSED", false
			}
			if r.action == "skip" {
				result = "left out"
			}
			figures = append(figures, r.figure)
		}
		for _, key := range g.bench {
			if r := bench[key]; result == "met" {
				result = r.action
			}
			figures, by = append(figures, bench[key].figure), append(by, "bench "+key)
		}
		if g.journey != "" {
			by = append(by, g.journey)
			figures = append(figures, results[g.journey].figure)
			if results[g.journey].action != "pass" {
				result, ok = "MISSED", false
			}
		}
		figures = slices.DeleteFunc(figures, func(f string) bool { return f == "" })
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", g.name, result, g.claim, strings.Join(figures, "; "), strings.Join(by, ", "))
	}
	_ = t.Flush()
	return ok
}
