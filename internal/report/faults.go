package report

import "github.com/kelolapesan/kelola/internal/fault"

// What can be wrong with a request.
var (
	ErrPeriod = fault.New(fault.Invalid, "report.period_unusable", "A report covers whole days, the last not before the first, and at most 366 of them.")
	ErrLane   = fault.New(fault.Invalid, "report.lane_unknown", "The lane is human, api, bot, sequence or blast.")
)
