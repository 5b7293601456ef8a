package harness

import (
	"os"
	"os/exec"
)

// Run runs a command of the program with the settings of this installation, and returns everything it printed.
func (w *World) Run(args ...string) (string, error) {
	w.T.Helper()
	out, err := w.Command(args...).CombinedOutput()
	return string(out), err
}

// Command is a command of the program with the settings of this installation, not started yet.
func (w *World) Command(args ...string) *exec.Cmd {
	cmd := exec.Command(w.Binary, args...)
	cmd.Env = append(os.Environ(), w.env...)
	return cmd
}
