package main

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// userTick is the length of a tick in /proc/<pid>/stat on Linux.
const userTick = 10 * time.Millisecond

// stat returns parent, own CPU time and that of ended children of a process.
func stat(pid int) (parent int, own, children time.Duration) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, 0, 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	if len(f) < 15 {
		return 0, 0, 0
	}
	n := func(i int) int { v, _ := strconv.Atoi(f[i]); return v }
	ticks := func(n int) time.Duration { return time.Duration(n) * userTick }
	return n(1), ticks(n(11) + n(12)), ticks(n(13) + n(14))
}

// cpuOf is the CPU time of a process.
func cpuOf(pid int) time.Duration {
	_, own, _ := stat(pid)
	return own
}

// cpuOfTree is the CPU time of a process, of its running children and of those that ended.
func cpuOfTree(pid int) time.Duration {
	if pid == 0 {
		return 0
	}
	_, own, ended := stat(pid)
	total := own + ended
	dirs, _ := filepath.Glob("/proc/[0-9]*")
	for _, d := range dirs {
		child, _ := strconv.Atoi(filepath.Base(d))
		if parent, own, _ := stat(child); parent == pid {
			total += own
		}
	}
	return total
}

// memory reads a line such as VmHWM of /proc/<pid>/status, in bytes.
func memory(pid int, key string) int64 {
	raw, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for _, line := range bytes.Split(raw, []byte("\n")) {
		if v, ok := bytes.CutPrefix(line, []byte(key+":")); ok {
			kb, _ := strconv.ParseInt(strings.Fields(string(v))[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// resetPeak makes VmHWM start again from what the process has now.
func resetPeak(pid int) {
	_ = os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}

// postmaster is the process of the test cluster; 0 when it is not on this machine.
func postmaster() int {
	db, err := sql.Open("pgx", os.Getenv("KELOLA_TEST_POSTGRES"))
	if err != nil {
		return 0
	}
	defer func() { _ = db.Close() }()
	var dir string
	if db.QueryRow(`SHOW data_directory`).Scan(&dir) != nil {
		return 0
	}
	raw, err := os.ReadFile(filepath.Join(dir, "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(raw), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// usage watches what the server costs during a round.
type usage struct {
	pid, pg   int
	cpu, base time.Duration
}

func watch(pid int, engine string) usage {
	u := usage{pid: pid}
	if engine == "postgres" {
		u.pg = postmaster()
	}
	resetPeak(pid)
	u.cpu, u.base = cpuOf(pid), cpuOfTree(u.pg)
	return u
}

// cost is CPU per item and peak memory.
type cost struct {
	cpu, pg time.Duration // per item
	peak    int64
}

func (u usage) per(items int) cost {
	n := time.Duration(max(items, 1))
	return cost{cpu: (cpuOf(u.pid) - u.cpu) / n, pg: (cpuOfTree(u.pg) - u.base) / n, peak: memory(u.pid, "VmHWM")}
}
