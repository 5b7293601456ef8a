// Package migrations owns the text of the tables: numbered SQL files, embedded.
package migrations

import "embed"

// Files holds system/, workspace/ and keys/, each with NNNN_name.sql for both engines or NNNN_name.sqlite.sql and
// NNNN_name.postgres.sql where one text cannot serve both.
//
//go:embed system/*.sql workspace/*.sql keys/*.sql
var Files embed.FS
