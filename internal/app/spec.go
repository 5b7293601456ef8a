package app

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/kelolapesan/kelola/internal/httpapi"
)

// writeSpec prints the OpenAPI document with a line per value, so that changes can be read in a diff.
func writeSpec(api *httpapi.API, out io.Writer) error {
	raw, err := api.Huma().OpenAPI().MarshalJSON()
	if err != nil {
		return err
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, raw, "", "  "); err != nil {
		return err
	}
	pretty.WriteByte('\n')
	_, err = out.Write(pretty.Bytes())
	return err
}
