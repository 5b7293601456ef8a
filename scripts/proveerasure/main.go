// Command proveerasure runs the tests behind the goals of data deletion and prints which hold.
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
	"slices"
	"strings"
	"text/tabwriter"
)

// goal is a claim with the tests that show it. One without tests says why.
type goal struct {
	name, claim string
	pkg         string
	tests       []string
	without     string
}

var goals = []goal{
	{"E1", "nothing is left of a category, a contact, a workspace; everything of the neighbour is", "./internal/erase", []string{"TestErase_eachCategoryAlone", "TestErase_wholeWorkspace"}, ""},
	{"E2", "nothing readable on the raw device (as root)", "./internal/erase", []string{"TestErase_onTheRawDevice"}, ""},
	{"E3", "each category alone and one contact", "./internal/erase", []string{"TestErase_eachCategoryAlone", "TestErase_oneContact"}, ""},
	{"E4", "every column, table, job and blob kind is registered and has a rule", "./internal/erase", []string{"TestRules_coverEveryColumn", "TestSystemTables_everyOneWithAWorkspaceIsKnown"}, ""},
	{"E5", "a step that is left out is found, with its table", "./internal/erase", []string{"TestErase_aMissingStepIsFound", "TestErase_deletedRowsAreStillInTheFile"}, ""},
	{"E6", "kills at random moments: one certificate, exact counts", "./test/kill", []string{"TestErase_killed"}, ""},
	{"E6", "kills during compaction and change of keys", "./internal/wsdb", []string{"TestCompact_crash"}, ""},
	{"E7", "ten million messages: key and file gone within a minute", "", nil, "measured by make bench BENCH=\"-only E7 -full\""},
	{"E8", "a category of a million rows beside others", "", nil, "not built"},
	{"E9", "a backup from before is deleted from again before anybody sees it", "./internal/erase", []string{"TestReplay_deletesAgainWhatABackupBroughtBack"}, ""},
	{"E10", "no old copy opens with any key that is left", "./internal/wsdb", []string{"TestCompact_noCopyOfTheOldFileOpensAnyMore"}, ""},
	{"E11", "clocks, grace and holds under a clock that jumps", "./internal/erase", []string{"TestClocks_countTheThirtyDays", "TestDesk_nothingGoesBeforeThePlanIsApproved"}, ""},
	{"E12", "Meta's callback: valid, forged, cut, repeated, unknown, old", "./internal/erase", []string{"TestMeta_deletesTheAccountOnceAndShowsHowFarItIs", "TestMeta_whatIsNotSignedOrNotOurs", "TestMeta_anOldNoticeSparesTheNextConnection"}, ""},
	{"E13", "a full disk does not keep data from being deleted (as root)", "./internal/erase", []string{"TestErase_onAFullDisk"}, ""},
	{"E14", "late arrivals store nothing", "./test/kill", []string{"TestErase_lateArrivals"}, ""},
	{"E15", "what the plan counts is what is done", "./internal/erase", []string{"TestErase_cutOff"}, ""},
	{"E16", "any changed bit of a certificate is found", "./internal/certificate", []string{"TestVerify_anyChangedBitIsFound"}, ""},
	{"E17", "PostgreSQL: nothing is left in the files of the database", "./internal/wsdb", []string{"TestCompact_leavesNothingOfWhatWasDeleted"}, ""},
	{"E18", "speed of the search", "", nil, "not measured"},
	{"E19", "cost of the encrypted store", "", nil, "not measured"},
	{"E20", "nothing is left in the browser", "", nil, "not built"},
}

func main() {
	log.SetFlags(0)
	results := map[string]string{}
	for _, pkg := range packages() {
		if err := run(pkg, results); err != nil {
			log.Fatal(err)
		}
	}
	if !report(os.Stdout, results) {
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

// run runs the tests of a package and keeps how each ended.
func run(pkg string, results map[string]string) error {
	var names []string
	for _, g := range goals {
		if g.pkg == pkg {
			names = append(names, g.tests...)
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
		var e struct{ Action, Test string }
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.Test != "" && slices.Contains([]string{"pass", "fail", "skip"}, e.Action) {
			results[pkg+" "+e.Test] = e.Action
		}
	}
	_ = cmd.Wait() // a test that failed is in the results
	return lines.Err()
}

// report prints the table and says whether every test passed.
func report(w io.Writer, results map[string]string) bool {
	ok := true
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "GOAL\tRESULT\tCLAIM\tBY")
	for _, g := range goals {
		result, by := "-", g.without
		if g.pkg != "" {
			result, by = "met", strings.Join(g.tests, ", ")
			for _, name := range g.tests {
				if results[g.pkg+" "+name] != "pass" {
					result, ok = "MISSED", false
				}
			}
		}
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", g.name, result, g.claim, by)
	}
	_ = t.Flush()
	return ok
}
