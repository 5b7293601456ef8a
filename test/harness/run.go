package harness

import (
	"os"
	"os/exec"
)

// Run runs a command of the program with the settings of this installation, and returns everything it printed.
func (w *World) Run(args ...string) (string, error) {
	w.T.Helper()
	cmd := exec.Command(w.Binary, args...)
	cmd.Env = append(os.Environ(), w.env...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}
