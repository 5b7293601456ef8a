// Package database owns the engines: drivers, connections, keys of files, search paths, migrations and error codes.
package database
